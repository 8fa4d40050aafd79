// This is docs/guide/own-loop.md, as one program: a test writes it with STRNN_WRITE_SAMPLES=1.
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

using IBackend backend = new CpuBackendProvider().Create(new StRnnOptions { Threads = 1 });

// Word 0 ends a sentence; each of the others is followed by one of two.
var vocabulary = new Vocabulary(["<eos>", "one", "two", "three", "four", "five"]);
int[] Stream(int seed)
{
    var random = new Random(seed);
    var words = new int[3_000];
    for (int i = 1; i < words.Length; i++)
    {
        words[i] = (words[i - 1] + 1 + random.Next(2)) % vocabulary.Count;
    }

    return words;
}

var corpus = new Corpus(
    "counting", vocabulary, Stream(1), Stream(2), Stream(3), new CorpusProvenance("made up", new string('0', 64)));
var shape = new LstmLanguageModelOptions { VocabularySize = vocabulary.Count, Hidden = 24, Layers = 1 };
LanguageModelTask NewTask() => new(backend, new LstmLanguageModel(shape), corpus, batch: 10, steps: 10);
var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(density: 0.3), initialPruningRate: 0.5);

double best = double.PositiveInfinity;
var task = NewTask();
using (var step = new TrainingStep(backend, task, method, new SgdMomentum(backend, clipNorm: 0.25), epochs: 6))
{
    step.Initialize();
    double rate = 10;
    while (step.Progress.Step < step.TotalSteps)
    {
        while (step.Progress.StepInEpoch < task.StepsPerEpoch)
        {
            step.Run(rate);
        }

        double loss = step.TakeLoss().Mean;
        step.EndEpoch();
        var update = step.UpdateAfterEpoch();
        Console.WriteLine(
            $"epoch {step.Progress.Epoch}: loss {loss:F3}, {update?.Pruned ?? 0} connections pruned, "
            + $"{step.Account.SparseNnz} held");
        rate = loss < best ? rate : rate / 2;
        best = Math.Min(best, loss);
    }
}

using var trainer = new Trainer(
    backend, NewTask(), method, new SgdMomentum(backend, clipNorm: 0.25),
    new DecayAfterEpoch(initialRate: 10, constantEpochs: 4, factor: 0.5),
    new TrainingOptions { Epochs = 50, Patience = 10 });
trainer.Observe(new StopWhenGood(perplexity: 2.2));
trainer.Observe(new Progress<MetricsEvent>(line => Console.WriteLine(line.ToJson())));
trainer.Initialize();
var outcome = await trainer.RunAsync(CancellationToken.None);
Console.WriteLine($"{outcome} after epoch {trainer.Progress.Epoch}");
if (outcome != TrainingOutcome.Interrupted || best > Math.Log(2.4))
{
    throw new InvalidOperationException("It did not learn.");
}

sealed class StopWhenGood(double perplexity) : ITrainingObserver
{
    public void OnMetrics(ITrainingRun training, MetricsEvent line)
    {
        if (line is EvaluationMetrics evaluation && evaluation.Loss < Math.Log(perplexity))
        {
            training.RequestStop();
        }
    }
}
