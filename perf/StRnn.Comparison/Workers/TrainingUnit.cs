using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Comparison.Workers;

/// <summary>One training step: forward, backward, clip, SGD with momentum.</summary>
internal sealed class TrainingUnit(IBackend backend, WorkerOptions options) : IUnit
{
    private readonly StepRunner _training = SyntheticLanguageModeling.Create(
        backend,
        ModelOf(options),
        options.Density < 1 ? new UniformInitializer(options.Density) : null,
        options.Batch,
        options.Steps,
        new SgdMomentum(backend, momentum: 0.9, clipNorm: 10));

    public void Run() => _training.Step();

    public void Dispose() => _training.Dispose();

    // The recurrent highway network with the dropout rates of Liu et al. 2021; the LSTM without.
    private static LanguageModel ModelOf(WorkerOptions options) => options.Depth == 0
        ? new LstmLanguageModel(
            new LanguageModelOptions { VocabularySize = options.Vocabulary, Hidden = options.Hidden, Layers = 2 })
        : new RhnLanguageModel(new RhnLanguageModelOptions
        {
            VocabularySize = options.Vocabulary,
            Hidden = options.Hidden,
            Depth = options.Depth,
            EmbeddingDropout = 0.2f,
            InputDropout = 0.65f,
            HiddenDropout = 0.25f,
            OutputDropout = 0.65f,
        });
}
