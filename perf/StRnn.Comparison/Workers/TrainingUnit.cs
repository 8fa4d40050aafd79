using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Comparison.Workers;

/// <summary>One training step of a language model: forward, backward, clip, SGD with momentum.</summary>
internal sealed class TrainingUnit(IBackend backend, WorkerOptions options) : IUnit
{
    private readonly StepRunner _training = SyntheticLanguageModeling.Create(
        backend,
        PaperModel.Create(options.Hidden, options.Depth, options.Vocabulary),
        options.Density < 1 ? new UniformInitializer(options.Density) : null,
        options.Batch,
        options.Steps,
        new SgdMomentum(backend, momentum: 0.9, clipNorm: 10));

    public void Run() => _training.Step();

    public void Dispose() => _training.Dispose();
}
