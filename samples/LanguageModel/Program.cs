// Trains a sparse LSTM on a text from memory, saves it, loads it into a new model, and lets that one write.
using Microsoft.Extensions.DependencyInjection;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Checkpoints;

const int Batch = 10;
const int Window = 20;

var services = new ServiceCollection();
services.AddStRnn(options => options.Threads = 1).AddCpu();
using var provider = services.BuildServiceProvider();
var backend = provider.GetRequiredService<IBackend>();
var corpus = Story.Write(sentences: 600, seed: 1);
var shape = new LstmLanguageModelOptions { VocabularySize = corpus.Vocabulary.Count, Hidden = 40, Layers = 1 };
var run = new RunDirectory(Path.Combine(Path.GetTempPath(), $"strnn-sample-{Guid.NewGuid():N}"));
run.Create();
try
{
    using var trainer = new Trainer(
        backend,
        new LanguageModelTask(backend, new LstmLanguageModel(shape), corpus, Batch, Window),
        SparseTrainingMethod.SparseTopology(new UniformInitializer(density: 0.2), initialPruningRate: 0.5),
        new SgdMomentum(backend, clipNorm: 0.25),
        new DecayAfterEpoch(initialRate: 20, constantEpochs: 8, factor: 0.5),
        new TrainingOptions { Epochs = 12 },
        run);
    trainer.Initialize();
    trainer.Run();

    var model = new LstmLanguageModel(shape);
    Checkpoint.LoadWeights(run.BestCheckpointPath, backend, model.Parameters);
    using var test = new LanguageModelTask(backend, model, corpus, Batch, Window);
    using var tape = new Tape(backend);
    double perplexity = test.Evaluate(tape, SplitNames.Test).Perplexity;
    double unigram = UnigramPerplexity(corpus);

    int[] prompt = corpus.Vocabulary.Encode(["the", "young", "owl"]);
    int[] drawn = new TextGenerator(backend, model).Generate(prompt, count: 5, temperature: 0.1, seed: 1);
    string text = string.Join(' ', drawn.Select(id => corpus.Vocabulary[id]));
    Console.WriteLine(
        $"LanguageModel: test perplexity {perplexity:F2}, counting words {unigram:F2}; the young owl {text}");
    return perplexity < unigram / 4 && text == "hunts over the dark field" ? 0 : 1;
}
finally
{
    Directory.Delete(run.Path, recursive: true);
}

// The perplexity of a model that knows only how often each word occurs in the training text.
static double UnigramPerplexity(Corpus corpus)
{
    var counts = corpus.Train.CountBy(id => id).ToDictionary();
    return Math.Exp(-corpus.Test.Average(id => Math.Log((double)counts[id] / corpus.Train.Length)));
}
