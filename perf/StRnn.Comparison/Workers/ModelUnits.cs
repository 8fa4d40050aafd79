using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Optimizers;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Classification;
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

/// <summary>One word of each stream through a language model, up to the logits.</summary>
internal sealed class InferenceUnit : IUnit
{
    private readonly IBackend _backend;
    private readonly LanguageModel _model;
    private readonly RecurrentState _state;
    private readonly Tape _tape;
    private readonly int[] _words;

    public InferenceUnit(IBackend backend, WorkerOptions options)
    {
        _backend = backend;
        _model = PaperModel.Create(options.Hidden, vocabulary: options.Vocabulary);
        ModelInitializer.Initialize(backend, _model.Parameters, new UniformInitializer(options.Density), seed: 1);
        _state = _model.NewState(backend, options.Batch);
        _tape = new Tape(backend);
        _words = [.. Enumerable.Range(0, options.Batch).Select(stream => stream * 37 % options.Vocabulary)];
    }

    public void Run()
    {
        _tape.Begin(StepContext.Evaluation);
        _model.Forward(_tape, _tape.Integers(_words), _state);
        _backend.Synchronize();
    }

    public void Dispose()
    {
        foreach (var parameter in _model.Parameters)
        {
            parameter.Dispose();
        }

        _state.Dispose();
        _tape.Dispose();
    }
}
