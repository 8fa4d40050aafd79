using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Training;

/// <summary>
/// The training loop over epochs. After an epoch's last step, the order is that of the authors: validate, keep the
/// best, adapt the learning rate, update the topology, save. <see cref="TrainingStep"/> makes the steps,
/// <see cref="CheckpointPolicy"/> the files.
/// </summary>
/// <remarks>
/// Owns the task and the optimiser: disposing the trainer frees everything. A resumed run equals the uninterrupted one
/// bit for bit.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly ILearningRateSchedule _learningRate;
    private readonly TrainingOptions _options;
    private readonly TrainingStep _step;
    private readonly RunMetrics _metrics;
    private readonly CheckpointPolicy _checkpoints;
    private readonly ExclusiveUse _use = new("trainer", static () => { });

    /// <summary>Initializes a run, without allocating the model.</summary>
    /// <param name="backend">The backend that computes.</param>
    /// <param name="task">The model and its data.</param>
    /// <param name="method">The method of sparse training.</param>
    /// <param name="optimizer">Updates the weights.</param>
    /// <param name="learningRate">The learning rate from epoch to epoch.</param>
    /// <param name="options">Epochs, seed, intervals.</param>
    /// <param name="run">The folder for metrics and checkpoints; null to keep nothing.</param>
    /// <param name="observer">Receives every metrics event, for a progress display; null for none.</param>
    /// <exception cref="TrainingException">The method looks at a momentum that the optimiser does not keep.</exception>
    public Trainer(
        IBackend backend,
        ITrainingTask task,
        SparseTrainingMethod method,
        IOptimizer optimizer,
        ILearningRateSchedule learningRate,
        TrainingOptions options,
        RunDirectory? run = null,
        Action<MetricsEvent>? observer = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        _task = task ?? throw new ArgumentNullException(nameof(task));
        _learningRate = learningRate ?? throw new ArgumentNullException(nameof(learningRate));
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _step = new TrainingStep(backend, task, method, optimizer, options.Epochs, options.Seed);
        var log = new MetricsLog(backend, run is null ? null : run.AppendMetrics, observer);
        _metrics = new RunMetrics(run, log, _step, learningRate, options);
        _checkpoints = new CheckpointPolicy(run, backend, task, _step, learningRate, _metrics, options.CheckpointEvery);
    }

    /// <summary>Gets the progress of the run.</summary>
    public TrainingProgress Progress => _step.Progress;

    /// <summary>Gets the number of training steps of the whole run, which the schedules span.</summary>
    public long TotalSteps => _step.TotalSteps;

    /// <summary>Gets the bytes of activation memory held between steps.</summary>
    public long ActivationLengthInBytes => _step.Tape.LengthInBytes;

    /// <summary>Gets a value indicating whether all epochs are done, or patience has run out.</summary>
    private bool IsOver => Progress.Epoch >= _options.Epochs
        || (_options.Patience > 0
            && Progress.BestEpoch > 0
            && Progress.Epoch - Progress.BestEpoch >= _options.Patience);

    /// <summary>Draws patterns and initial values: the start of a new run.</summary>
    /// <param name="sparseRangeScale">The factor of the initial range of sparse tensors; 1 as published.</param>
    public void Initialize(double sparseRangeScale = 1) => _step.Initialize(sparseRangeScale);

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume() => _checkpoints.Resume();

    /// <summary>
    /// Trains until the last epoch, the end of patience, the step limit or a cancellation; in the last two cases the
    /// state is saved.
    /// </summary>
    /// <param name="cancellation">Stops the run after the step in progress.</param>
    /// <exception cref="TrainingException">
    /// The loss is no longer finite, or a metrics line cannot be written.
    /// </exception>
    /// <exception cref="FileNotWrittenException">A checkpoint cannot be written.</exception>
    /// <exception cref="InvalidOperationException">
    /// The trainer runs already, or another thread uses its backend: a run takes a backend for itself.
    /// </exception>
    /// <exception cref="BackendOutOfMemoryException">
    /// The device is out of memory. If the weights are those of a whole step, they were saved; the message says so.
    /// </exception>
    public TrainingOutcome Run(CancellationToken cancellation = default)
    {
        using var use = _use.Enter();
        try
        {
            return RunToEnd(cancellation);
        }
        catch (BackendOutOfMemoryException error)
        {
            throw _checkpoints.AfterOutOfMemory(error);
        }
    }

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose() => _step.Dispose();

    private TrainingOutcome RunToEnd(CancellationToken cancellation)
    {
        _step.RequireSparseBeforeLastValidation();
        _step.Recount();
        _metrics.Start();
        long stepLimit = _options.MaxSteps > 0 ? Progress.Step + _options.MaxSteps : long.MaxValue;
        while (!IsOver)
        {
            while (Progress.StepInEpoch < _task.StepsPerEpoch)
            {
                bool interrupted = cancellation.IsCancellationRequested;
                if (interrupted || Progress.Step >= stepLimit)
                {
                    _checkpoints.SaveLast();
                    return interrupted ? TrainingOutcome.Interrupted : TrainingOutcome.StepLimit;
                }

                Step();
            }

            EndEpoch();
        }

        Finish();
        return TrainingOutcome.Completed;
    }

    private void Step()
    {
        _metrics.Throughput.Start();
        var done = _step.Run(_learningRate.Rate);
        _metrics.Throughput.Count(done.Count.Tokens);
        _metrics.Throughput.Stop();
        _metrics.Note(done.Update);
        if (Progress.Step % _options.LogEvery == 0)
        {
            _metrics.ReportSteps();
        }

        _checkpoints.AfterStep();
    }

    private void EndEpoch()
    {
        _metrics.ReportEpoch();
        var validation = Evaluate(_task.ValidationSplit);
        _step.EndEpoch();

        // From here on Progress.Epoch is the number of the epoch just validated, and its lines are not repeated.
        _metrics.KeepLines();
        _checkpoints.AfterValidation(validation);
        if (IsOver)
        {
            EvaluateAll(_task.LastEpochSplits, EvaluationMetrics.LastWeights);
        }

        _learningRate.EndEpoch(_step.Topology.IsSettled ? validation.Loss : null);
        _metrics.Note(_step.UpdateAfterEpoch());
        _metrics.ReportNotedUpdates();
        _checkpoints.SaveLast();
    }

    private void Finish()
    {
        // A run without a folder has no best weights: the current ones are evaluated.
        bool hasBest = _checkpoints.RestoreBest();
        EvaluateAll(_task.FinalSplits, hasBest ? EvaluationMetrics.BestWeights : EvaluationMetrics.LastWeights);
        _metrics.ReportSummary();
    }

    private void EvaluateAll(IReadOnlyList<string> splits, string weights)
    {
        foreach (string split in splits)
        {
            Evaluate(split, weights);
        }
    }

    private Evaluation Evaluate(string split, string? weights = null)
    {
        var evaluation = _task.Evaluate(_step.Tape, split);
        _metrics.ReportEvaluation(split, evaluation, weights);
        return evaluation;
    }
}
