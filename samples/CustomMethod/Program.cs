// This is docs/guide/own-method.md, as one program: a test writes it with STRNN_WRITE_SAMPLES=1.
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

using IBackend backend = new CpuBackendProvider().Create(new StRnnOptions { Threads = 1 });
const int Symbols = 9;
int[] stream = [.. Enumerable.Range(0, 1_000).Select(i => i % Symbols)];
var corpus = new Corpus(
    "counting",
    new Vocabulary(Enumerable.Range(0, Symbols).Select(i => $"symbol{i}")),
    stream,
    stream,
    stream,
    new CorpusProvenance("made up", new string('0', 64)));
var shape = new LstmLanguageModelOptions { VocabularySize = Symbols, Hidden = 16, Layers = 1 };
LanguageModelTask NewTask() => new(backend, new LstmLanguageModel(shape), corpus, batch: 10, steps: 10);

using var trainer = new Trainer(
    backend, NewTask(), LotteryGrowth.Method(density: 0.2), new SgdMomentum(backend, momentum: 0.9),
    new DivideOnStall(1, 1.33), new TrainingOptions { Epochs = 40 });
trainer.Initialize();
trainer.Run();
Console.WriteLine(
    $"{trainer.Progress.TopologyUpdates} topology updates, {trainer.Nonzeros} connections, "
    + $"validation loss {trainer.Progress.BestLoss:F3}");

var task = NewTask();
var losses = new List<double>();
using var step = new TrainingStep(
    backend, task, LotteryGrowth.Method(density: 0.2), new SgdMomentum(backend, momentum: 0.9), epochs: 40);
step.Initialize();
for (int epoch = 0; epoch < 40; epoch++)
{
    for (int i = 0; i < task.StepsPerEpoch; i++)
    {
        step.Run(learningRate: 0.5);
    }

    losses.Add(step.TakeLoss().Mean);
    step.EndEpoch();
    step.UpdateAfterEpoch();
}

// Every 50 of 400 steps; the last rate is 0.
if (step.Progress.TopologyUpdates != 7 || losses[^1] > losses[0] / 2 || trainer.Progress.BestLoss > 1)
{
    throw new InvalidOperationException("It did not learn.");
}
