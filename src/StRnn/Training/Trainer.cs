using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Training;

/// <summary>
/// Trains a task with a method, epoch after epoch. After an epoch's last step the order is that of the authors: validate, keep the best, adapt the
/// learning rate, update the topology, save. <see cref="TrainingStep"/> makes the steps, <see cref="CheckpointPolicy"/> the files.
/// </summary>
/// <remarks>
/// Owns the task and the optimiser: disposing the trainer frees everything. A resumed run continues bit for bit as the uninterrupted
/// one would have.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly ILearningRateSchedule _learningRate;
    private readonly TrainingOptions _options;
    private readonly TrainingStep _step;
    private readonly RunMetrics _metrics;
    private readonly CheckpointPolicy _checkpoints;

    /// <summary>Puts a run together; nothing happens yet.</summary>
    /// <param name="backend">Where the arithmetic happens.</param>
    /// <param name="task">Model and data.</param>
    /// <param name="method">How the model is sparse.</param>
    /// <param name="optimizer">Updates the weights.</param>
    /// <param name="learningRate">The learning rate from epoch to epoch.</param>
    /// <param name="options">Epochs, seed, intervals.</param>
    /// <param name="run">Where metrics and checkpoints go; null to keep nothing.</param>
    /// <param name="observer">Is told every metrics event, for a progress display.</param>
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
        _metrics = new RunMetrics(new MetricsLog(backend, run, observer), _step, learningRate, options);
        _checkpoints = new CheckpointPolicy(run, backend, task, _step, learningRate, _metrics, options.CheckpointEvery);
    }

    /// <summary>Gets the counters of the run: where it stands.</summary>
    public TrainingProgress Progress => _step.Progress;

    /// <summary>Gets the optimiser steps of the whole run, the span of the schedules.</summary>
    public long TotalSteps => _step.TotalSteps;

    /// <summary>Gets the bytes of activation memory held between steps.</summary>
    public long ActivationLengthInBytes => _step.Tape.LengthInBytes;

    /// <summary>Gets a value indicating whether all epochs are done, or too many have passed without a better one.</summary>
    private bool IsOver => Progress.Epoch >= _options.Epochs
        || (_options.Patience > 0 && Progress.BestEpoch > 0 && Progress.Epoch - Progress.BestEpoch >= _options.Patience);

    /// <summary>Draws patterns and initial values: the start of a new run.</summary>
    /// <param name="sparseRangeScale">Multiplies the initial range of sparse tensors; 1 as published.</param>
    public void Initialize(double sparseRangeScale = 1) => _step.Initialize(sparseRangeScale);

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume() => _checkpoints.Resume();

    /// <summary>
    /// Trains until the last epoch, the end of patience, the step limit or an interruption; in the last two cases the state is saved.
    /// </summary>
    /// <param name="cancellation">Asks to stop after the step in progress.</param>
    /// <exception cref="TrainingException">The loss is no longer finite, or a file cannot be written.</exception>
    /// <exception cref="BackendOutOfMemoryException">
    /// The device's memory is used up. Where the weights are those of a whole step, they were saved, as the message says.
    /// </exception>
    public TrainingOutcome Run(CancellationToken cancellation = default)
    {
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
        _step.RequireEnd();
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
        _checkpoints.AfterValidation(validation);
        if (IsOver)
        {
            EvaluateAll(_task.LastEpochSplits, EvaluationMetrics.LastWeights);
        }

        _learningRate.EndEpoch(validation.Loss);
        _metrics.Note(_step.UpdateAfterEpoch());
        _metrics.ReportNotedUpdates();
        _checkpoints.SaveLast();
    }

    private void Finish()
    {
        // Without a folder nobody kept the best: the current weights are evaluated.
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
