using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Comparison.Workers;

/// <summary>
/// One LSTM layer alone, H inputs and H units: forward, backward from a constant gradient, SGD with momentum.
/// </summary>
internal sealed class LayerUnit : IUnit
{
    private const double LearningRate = 1e-4;

    private readonly IBackend _backend;
    private readonly LstmLayer _layer;
    private readonly Tensor _input;
    private readonly Tensor _h;
    private readonly Tensor _c;
    private readonly Tape _tape;
    private readonly SgdMomentum _optimizer;
    private uint _step;

    public LayerUnit(IBackend backend, WorkerOptions options)
    {
        _backend = backend;
        _layer = new LstmLayer(
            "layer", 0, options.Hidden, options.Hidden, new LstmOptions { InputRange = 0.05, HiddenRange = 0.05 });
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
        var output = _layer.Forward(_tape, Tape.Input(_input.View), _h, _c);
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
