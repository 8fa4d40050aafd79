using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Training;

/// <summary>
/// A task's training steps and nothing else: no epochs, validations, topology updates or files. For measuring what a step costs; a step is
/// that of <see cref="Trainer"/>. After the task's last step of an epoch comes its first again.
/// </summary>
public sealed class TrainingSteps : IDisposable
{
    private readonly IBackend _backend;
    private readonly ITrainingTask _task;
    private readonly IOptimizer _optimizer;
    private readonly Tape _tape;
    private readonly Tensor _lossSum;
    private readonly double _learningRate;
    private readonly ulong _seed;
    private int _step;
    private int _targets = 1;

    /// <summary>Draws pattern and weights.</summary>
    /// <param name="backend">Where the model runs.</param>
    /// <param name="task">Model and data; owned from now on.</param>
    /// <param name="initializer">The number of connections of each matrix; null for dense weights.</param>
    /// <param name="optimizer">Updates the weights; owned from now on.</param>
    /// <param name="learningRate">
    /// η of every step; far below a recipe's, a thousand steps of fitting noise leave the weights, and with them the time of a step, ordinary.
    /// </param>
    /// <param name="seed">Seed of every random stream.</param>
    /// <exception cref="BackendOutOfMemoryException">The device cannot hold the model.</exception>
    public TrainingSteps(
        IBackend backend,
        ITrainingTask task,
        ISparseInitializer? initializer,
        IOptimizer optimizer,
        double learningRate,
        ulong seed)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _task = task ?? throw new ArgumentNullException(nameof(task));
        _optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
        _learningRate = learningRate;
        _seed = seed;
        _tape = new Tape(backend);
        _lossSum = new Tensor(backend, 1, 1);
        try
        {
            ModelInitializer.Initialize(backend, Parameters, initializer, seed);
            foreach (var parameter in Parameters)
            {
                parameter.AllocateStates(optimizer.StateNames.Count);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _task.Parameters;

    /// <summary>Trains one step, and waits until it is done.</summary>
    public void Step()
    {
        foreach (var parameter in Parameters)
        {
            parameter.ClearGradient();
        }

        int stepInEpoch = _step % _task.StepsPerEpoch;
        if (stepInEpoch == 0)
        {
            _task.BeginEpoch();
        }

        _backend.Dense.Fill(_lossSum.Values, 0);
        _tape.Begin(new StepContext(IsTraining: true, _seed, (uint)_step));
        _targets = _task.Forward(_tape, epoch: 0, stepInEpoch, _lossSum.Values).Targets;
        _tape.Backward();
        _optimizer.Step(Parameters, _learningRate, _step + 1L);
        _backend.Synchronize();
        _step++;
    }

    /// <summary>The mean cross entropy of the last step's targets, in nats; 0 before the first step.</summary>
    public double ReadLoss() => _lossSum.ToArray()[0] / (double)_targets;

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }

        _optimizer.Dispose();
        _task.Dispose();
        _tape.Dispose();
        _lossSum.Dispose();
    }
}
