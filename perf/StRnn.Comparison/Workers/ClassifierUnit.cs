using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Classification;
using StRnn.Training;

namespace StRnn.Comparison.Workers;

/// <summary>
/// One training step of the text classifier with epsilon 10: forward, backward, Adam. Words are uniform, as in the
/// peer, or repeat as in texts.
/// </summary>
internal sealed class ClassifierUnit : IUnit
{
    private const double Epsilon = 10;
    private const int Classes = 5;

    private readonly StepRunner _steps;

    public ClassifierUnit(IBackend backend, WorkerOptions options) => _steps = SyntheticClassification.Create(
        backend,
        new TextClassifier(new TextClassifierOptions
        {
            VocabularySize = options.Vocabulary,
            Width = options.Hidden,
            Hidden = options.Hidden,
            Classes = Classes,
        }),
        ErdosRenyiInitializer.FromEpsilon(Epsilon),
        options.Batch,
        options.Steps,
        isZipf: options.Mode == WorkerOptions.ClassifyText,
        new Adam(backend));

    public void Run() => _steps.Step();

    public void Dispose() => _steps.Dispose();
}
