using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;

namespace StRnn.Training;

/// <summary>
/// A runner of a task's training steps alone, without epochs, validations, topology updates or files, to measure the
/// cost of a <see cref="TrainingStep"/>. After the last step of an epoch comes its first again.
/// </summary>
public sealed class StepRunner : IDisposable
{
    private readonly IBackend _backend;
    private readonly ITrainingTask _task;
    private readonly TrainingStep _step;
    private readonly double _learningRate;

    /// <summary>Initializes the runner, and draws pattern and weights.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="task">The model and its data; owned from now on.</param>
    /// <param name="initializer">The number of connections of each matrix; null for dense weights.</param>
    /// <param name="optimizer">Updates the weights; owned from now on.</param>
    /// <param name="learningRate">
    /// η of every step. Far below that of a recipe, it keeps the weights, and so the duration of a step, ordinary even
    /// after a thousand steps of fitting noise.
    /// </param>
    /// <param name="seed">The seed of every random stream.</param>
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

    /// <summary>Trains one step, and blocks until it is done.</summary>
    public void Step()
    {
        if (_step.Progress.StepInEpoch == _task.StepsPerEpoch)
        {
            // Repeats the epoch, so that its texts come in the same order.
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
