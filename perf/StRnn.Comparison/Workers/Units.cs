using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Layers.Cells.Lstm;
using StRnn.Optimizers;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Comparison.Workers;

/// <summary>One training step of a language model: forward, backward, clip, SGD with momentum.</summary>
internal sealed class TrainingUnit(IBackend backend, WorkerOptions options) : IUnit
{
    private readonly StepRunner _training = SyntheticLanguageModeling.Create(
        backend,
        PaperModel.Create(options.Hidden, options.Depth, options.Vocabulary, options.UnitConnections),
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
            Connections = options.UnitConnections ? new UnitConnections() : null,
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
        _model = PaperModel.Create(
            options.Hidden, vocabulary: options.Vocabulary, unitConnections: options.UnitConnections);
        ModelInitializer.Initialize(backend, _model.Parameters, new UniformInitializer(options.Density), seed: 1);
        if (options.Weights != WeightStorage.Float32)
        {
            Reload(options.Weights);
        }

        _state = _model.NewState(backend, options.Batch);
        _tape = new Tape(backend);
        _words = [.. Enumerable.Range(0, options.Batch).Select(stream => stream * 37 % options.Vocabulary)];
    }

    // A model gets another form of weights as it is loaded.
    private void Reload(WeightStorage weights)
    {
        string path = Path.GetTempFileName();
        try
        {
            Checkpoint.Save(path, _model.Parameters, [], [], new TrainingProgress());
            Checkpoint.LoadWeights(path, _backend, _model.Parameters, weights);
        }
        finally
        {
            File.Delete(path);
        }
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

/// <summary>
/// One LSTM layer alone, H inputs and H units: forward, backward from a constant gradient, SGD with momentum.
/// </summary>
internal sealed class LayerUnit : IUnit
{
    private const double LearningRate = 1e-4;

    private readonly IBackend _backend;
    private readonly RecurrentLayer _layer;
    private readonly Tensor _input;
    private readonly Tensor _h;
    private readonly Tensor _c;
    private readonly Tape _tape;
    private readonly SgdMomentum _optimizer;
    private uint _step;

    public LayerUnit(IBackend backend, WorkerOptions options)
    {
        _backend = backend;
        _layer = new LstmCell().NewLayer(
            "l0",
            options.Hidden,
            options.Hidden,
            new RecurrentLayerOptions
            {
                InputRange = 0.05,
                HiddenRange = 0.05,
                Connections = options.UnitConnections ? new UnitConnections() : null,
            });
        _optimizer = new SgdMomentum(backend, momentum: 0.9, clipNorm: 10);
        ModelInitializer.Initialize(backend, _layer.Parameters, new UniformInitializer(options.Density), seed: 1);
        foreach (var parameter in _layer.Parameters)
        {
            parameter.AllocateStates(_optimizer.StateNames.Count);
        }

        _input = new Tensor(backend, options.Hidden, options.Batch * options.Steps);
        backend.Dense.Fill(_input.Values, 0.1f);
        _h = new Tensor(backend, options.Hidden, options.Batch);
        _c = new Tensor(backend, options.Hidden, options.Batch);
        _tape = new Tape(backend);
    }

    public void Run()
    {
        foreach (var parameter in _layer.Parameters)
        {
            parameter.ClearGradient();
        }

        _tape.Begin(new StepContext(IsTraining: true, Seed: 1, _step++));
        var output = _layer.Forward(_tape, Tape.Input(_input.View), [_h.View, _c.View]);
        _backend.Dense.Fill(_tape.GradientOf(output, out _).AsVector(), 1e-3f);
        _tape.Backward();
        _optimizer.Step(_layer.Parameters, LearningRate, _step);
        _backend.Synchronize();
    }

    public void Dispose()
    {
        foreach (var parameter in _layer.Parameters)
        {
            parameter.Dispose();
        }

        foreach (var tensor in new[] { _input, _h, _c })
        {
            tensor.Dispose();
        }

        _tape.Dispose();
        _optimizer.Dispose();
    }
}

/// <summary>One topology update of all matrices and their momentum, at the paper's first pruning rate.</summary>
internal sealed class UpdateUnit : IUnit
{
    private const double PruningRate = 0.7;
    private const ulong Seed = 1;

    private readonly IBackend _backend;
    private readonly LanguageModel _model;
    private readonly TopologyUpdater _updater;
    private readonly float[][] _values;
    private uint _updates;

    public UpdateUnit(IBackend backend, WorkerOptions options)
    {
        _backend = backend;
        _model = PaperModel.Create(
            options.Hidden, vocabulary: options.Vocabulary, unitConnections: options.UnitConnections);
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(options.Density), PruningRate);
        ModelInitializer.Initialize(backend, _model.Parameters, method.Initializer, Seed);
        foreach (var parameter in _model.Parameters)
        {
            parameter.AllocateStates(1);
        }

        _updater = new TopologyUpdater(method.Topology!, Seed);
        _values = [.. _model.Parameters.Select(parameter => parameter.Weight.ToArray())];
    }

    /// <summary>Restores the values: an update leaves most at 0, and training would have moved them.</summary>
    public void Prepare()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _model.Parameters[i].Weight.SetValues(_values[i]);
        }
    }

    public void Run()
    {
        _updater.Apply(_model.Parameters, PruningRate, _updates++);
        _backend.Synchronize();
    }

    public void Dispose()
    {
        foreach (var parameter in _model.Parameters)
        {
            parameter.Dispose();
        }
    }
}
