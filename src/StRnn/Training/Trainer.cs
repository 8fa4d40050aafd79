using System.Diagnostics;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Training;

/// <summary>
/// The training loop over epochs. <see cref="TrainingStep"/> makes the steps, <see cref="EpochEnd"/> ends an epoch,
/// <see cref="CheckpointPolicy"/> writes the files.
/// </summary>
/// <remarks>
/// Owns the task and the optimiser: disposing the trainer frees everything. A resumed run equals the uninterrupted one
/// bit for bit.
/// </remarks>
public sealed partial class Trainer : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly ILearningRateSchedule _learningRate;
    private readonly TrainingOptions _options;
    private readonly TrainingStep _step;
    private readonly RunMetrics _metrics;
    private readonly CheckpointPolicy _checkpoints;
    private readonly RunEvaluations _evaluations;
    private readonly EpochEnd _epochEnd;
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
        _observers = new TrainingObservers(this);
        BackendInfo = backend.Info;
        var log = new MetricsLog(backend, run is null ? null : run.AppendMetrics, _observers.Metrics);
        _metrics = new RunMetrics(run, log, _step, learningRate, options, _observers);
        _checkpoints = new CheckpointPolicy(
            run, backend, task, _step, learningRate, _metrics, options.CheckpointEvery, _observers);
        _evaluations = new RunEvaluations(task, _step, _metrics);
        _epochEnd = new EpochEnd(_step, learningRate, options, _metrics, _checkpoints, _evaluations);
        if (observer is not null)
        {
            Observe(new MetricsObserver(observer));
        }
    }

    private bool IsOver => _options.EndsWith(Progress);

    /// <summary>
    /// Trains until the last epoch, the end of patience, the step limit or a cancellation; in the last two cases the
    /// state is saved.
    /// </summary>
    /// <param name="cancellation">Stops the run after the step in progress, or within an evaluation.</param>
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
        using var activity = TrainingTelemetry.StartTraining(this);
        try
        {
            var outcome = RunToEnd(cancellation);
            _observers.End(outcome == TrainingOutcome.Completed);
            return outcome;
        }
        catch (BackendOutOfMemoryException error)
        {
            var saved = _checkpoints.AfterOutOfMemory(error);
            activity?.SetStatus(ActivityStatusCode.Error, saved.Message);
            throw saved;
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
        finally
        {
            // Not at the start: another thread may ask before this one has begun.
            _isStopRequested = false;
        }
    }

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose() => _step.Dispose();

    private TrainingOutcome RunToEnd(CancellationToken cancellation)
    {
        _step.RequireStarted();
        _step.RequireSparseBeforeLastValidation();
        _step.Recount();
        _metrics.Start();
        _observers.Start();
        long stepLimit = _options.MaxSteps > 0 ? Progress.Step + _options.MaxSteps : long.MaxValue;
        while (!IsOver)
        {
            using var activity = TrainingTelemetry.StartEpoch(this);
            while (Progress.StepInEpoch < _task.StepsPerEpoch)
            {
                bool interrupted = _isStopRequested || cancellation.IsCancellationRequested;
                if (interrupted || Progress.Step >= stepLimit)
                {
                    return Stop(interrupted ? TrainingOutcome.Interrupted : TrainingOutcome.StepLimit);
                }

                Step();
            }

            if (!_epochEnd.Run(cancellation))
            {
                return Stop(TrainingOutcome.Interrupted);
            }
        }

        // A run without a folder has no best weights: the current ones are evaluated. The best ones are averages.
        bool hasBest = _checkpoints.RestoreBest();
        using var averages = hasBest ? null : _step.UseAverages();
        if (!_evaluations.EvaluateFinal(
            hasBest ? EvaluationMetrics.BestWeights : EvaluationMetrics.LastWeights, cancellation))
        {
            return TrainingOutcome.Interrupted;
        }

        _metrics.ReportSummary();
        return TrainingOutcome.Completed;
    }

    private TrainingOutcome Stop(TrainingOutcome outcome)
    {
        _checkpoints.SaveLast();
        return outcome;
    }

    private void Step()
    {
        long begun = Stopwatch.GetTimestamp();
        _metrics.Throughput.Start();
        var done = _step.Run(_learningRate.Rate);
        _metrics.Throughput.Count(done.Count.Tokens);
        _metrics.Throughput.Stop();
        _observers.Step(new StepDone(
            done.Count.Targets, done.Count.Tokens, _learningRate.Rate, Stopwatch.GetElapsedTime(begun)));
        _metrics.Note(done.Update);
        if (Progress.Step % _options.LogEvery == 0)
        {
            _metrics.ReportSteps();
        }

        _checkpoints.AfterStep();
    }
}
