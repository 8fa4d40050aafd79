using BenchmarkDotNet.Attributes;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;

namespace StRnn.Benchmarks;

/// <summary>
/// The topology update at the end of an epoch: all matrices of the 2 x 1500 LSTM at density 0.20 with their momentum,
/// at the paper's first pruning rate, and the packing of the new patterns.
/// </summary>
[InvocationCount(1)]
[WarmupCount(1)]
[IterationCount(3)]
public class TopologyUpdateBenchmarks
{
    private const double Density = 0.20;
    private const double PruningRate = 0.7;
    private const ulong Seed = 1;
    private const int MomentumArrays = 1;

    private IBackend _backend = null!;
    private LanguageModel _model = null!;
    private TopologyUpdater _updater = null!;
    private float[][] _values = [];
    private uint _updates;

    [GlobalSetup]
    public void Setup()
    {
        _backend = new CpuBackendProvider().Create(new StRnnOptions());
        _model = PaperModel.LargeLstm.Create();
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(Density), PruningRate);
        ModelInitializer.Initialize(_backend, _model.Parameters, method.Initializer, Seed);
        foreach (var parameter in _model.Parameters)
        {
            parameter.AllocateStates(MomentumArrays);
        }

        _values = [.. _model.Parameters.Select(parameter => parameter.Weight.ToArray())];
        _updater = new TopologyUpdater(method.Topology!, Seed);
    }

    /// <summary>
    /// Restores the values: an update leaves most at 0, which the next would find presorted; training moves them.
    /// </summary>
    [IterationSetup]
    public void RestoreValues()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _model.Parameters[i].Weight.SetValues(_values[i]);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var parameter in _model.Parameters)
        {
            parameter.Dispose();
        }

        _values = [];
        _backend.Dispose();
    }

    [Benchmark]
    public void TopologyUpdate()
    {
        _updater.Apply(_model.Parameters, PruningRate, _updates++);
        _backend.Synchronize();
    }
}
