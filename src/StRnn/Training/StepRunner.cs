using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;

namespace StRnn.Training;

/// <summary>
/// A task's training steps and nothing else: no epochs, validations, topology updates or files. For measuring what a <see cref="TrainingStep"/>
/// costs. After the task's last step of an epoch comes its first again.
/// </summary>
public sealed class StepRunner : IDisposable
{
    private readonly IBackend _backend;
    private readonly ITrainingTask _task;
    private readonly TrainingStep _step;
    private readonly double _learningRate;

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
    public StepRunner(
        IBackend backend,
        ITrainingTask task,
        ISparseInitializer? initializer,
        IOptimizer optimizer,
        double learningRate,
        ulong seed)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _task = task ?? throw new ArgumentNullException(nameof(task));
        _learningRate = learningRate;
        var method = initializer is null ? SparseTrainingMethod.Dense : SparseTrainingMethod.Static(initializer);
        _step = new TrainingStep(backend, task, method, optimizer, epochs: 1, seed);
        try
        {
            _step.Initialize();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the model's parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _task.Parameters;

    /// <summary>Trains one step, and waits until it is done.</summary>
    public void Step()
    {
        if (_step.Progress.StepInEpoch == _task.StepsPerEpoch)
        {
            // The same epoch again, so that its texts come in the same order.
            _step.Progress.StepInEpoch = 0;
            _task.BeginEpoch();
        }

        _step.ForgetLoss();
        _step.Run(_learningRate);
        _backend.Synchronize();
    }

    /// <summary>Reads the mean cross entropy of the last step's targets, in nats; 0 before the first step.</summary>
    public double ReadLoss() => _step.ReadLoss() is { Targets: > 0 } loss ? loss.Mean : 0;

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose() => _step.Dispose();
}
