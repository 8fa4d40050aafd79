using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Text.LanguageModeling;

namespace StRnn.Comparison.Workers;

/// <summary>One training step: forward, backward, clip, SGD with momentum.</summary>
internal sealed class TrainingUnit(IBackend backend, WorkerOptions options) : IUnit
{
    private readonly SyntheticTraining _training = new(
        backend,
        new LanguageModelOptions { VocabularySize = options.Vocabulary, Hidden = options.Hidden, Layers = 2 },
        options.Density < 1 ? options.Density : null,
        options.Batch,
        options.Steps,
        new SgdMomentum(backend, momentum: 0.9, clipNorm: 10));

    public void Run() => _training.Step();

    public void Dispose() => _training.Dispose();
}
