using StRnn.Backends;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;

namespace StRnn.Comparison.Workers;

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
        _model = PaperModel.Create(options.Hidden, vocabulary: options.Vocabulary);
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
