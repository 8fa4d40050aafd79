using Microsoft.Extensions.Logging;
using StRnn.Sparsity.Topology;
using StRnn.Training.Metrics;

namespace StRnn.Training.Observers;

/// <summary>
/// Writes a training to a log: epochs, evaluations, its start and its end as information; steps, topology updates and
/// checkpoints for debugging.
/// </summary>
/// <param name="logger">The log.</param>
public sealed partial class TrainingLogger(ILogger logger) : ITrainingObserver
{
    private readonly ILogger _logger = logger ?? throw new ArgumentNullException(nameof(logger));

    /// <inheritdoc/>
    public void OnStart(ITrainingRun training)
    {
        ArgumentNullException.ThrowIfNull(training);
        LogStart(training.BackendInfo.Name, training.Progress.Step, training.TotalSteps, training.Nonzeros);
    }

    /// <inheritdoc/>
    public void OnMetrics(ITrainingRun training, MetricsEvent line)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(line);
        switch (line)
        {
            case StepMetrics step:
                LogStep(step.Step, training.TotalSteps, step.Loss, step.TokensPerSecond);
                break;
            case EpochMetrics epoch:
                LogEpoch(epoch.Epoch, epoch.Loss, epoch.Lr);
                break;
            case EvaluationMetrics evaluation:
                Log(evaluation);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnTopologyUpdate(ITrainingRun training, TopologyUpdate update)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(update);
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogTopologyUpdate(training.Progress.Step, update.Pruned, update.Regrown, training.Nonzeros);
        }
    }

    /// <inheritdoc/>
    public void OnCheckpoint(ITrainingRun training, string path) => LogCheckpoint(path);

    /// <inheritdoc/>
    public void OnEnd(ITrainingRun training, bool isCompleted)
    {
        ArgumentNullException.ThrowIfNull(training);
        LogEnd(isCompleted ? "completed" : "stopped", training.Progress.Step, training.Progress.BestLoss);
    }

    private void Log(EvaluationMetrics evaluation)
    {
        string weights = evaluation.Weights ?? "current";
        if (evaluation.Accuracy is { } accuracy)
        {
            LogAccuracy(evaluation.Epoch, evaluation.Split, weights, evaluation.Loss, accuracy);
        }
        else
        {
            LogEvaluation(evaluation.Epoch, evaluation.Split, weights, evaluation.Loss);
        }
    }

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information,
        Message = "Training on {Backend} from step {Step} of {TotalSteps} with {Nonzeros} sparse connections")]
    private partial void LogStart(string backend, long step, long totalSteps, long nonzeros);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Debug,
        Message = "Step {Step} of {TotalSteps}: loss {Loss}, {TokensPerSecond} tokens/s")]
    private partial void LogStep(long step, long totalSteps, double loss, double? tokensPerSecond);

    [LoggerMessage(
        EventId = 3, Level = LogLevel.Information,
        Message = "Epoch {Epoch}: training loss {Loss} at learning rate {LearningRate}")]
    private partial void LogEpoch(int epoch, double loss, double learningRate);

    [LoggerMessage(
        EventId = 4, Level = LogLevel.Information,
        Message = "Epoch {Epoch}: {Split} loss {Loss} of the {Weights} weights")]
    private partial void LogEvaluation(int epoch, string split, string weights, double loss);

    [LoggerMessage(
        EventId = 5, Level = LogLevel.Information,
        Message = "Epoch {Epoch}: {Split} loss {Loss}, accuracy {Accuracy} of the {Weights} weights")]
    private partial void LogAccuracy(int epoch, string split, string weights, double loss, double accuracy);

    [LoggerMessage(
        EventId = 6, Level = LogLevel.Debug,
        Message = "Topology update after step {Step}: {Pruned} pruned, {Regrown} regrown, {Nonzeros} connections")]
    private partial void LogTopologyUpdate(long step, long pruned, long regrown, long nonzeros);

    [LoggerMessage(EventId = 7, Level = LogLevel.Debug, Message = "Checkpoint written to {Path}")]
    private partial void LogCheckpoint(string path);

    [LoggerMessage(
        EventId = 8, Level = LogLevel.Information,
        Message = "Training {Outcome} after step {Step}; best validation loss {BestLoss}")]
    private partial void LogEnd(string outcome, long step, double? bestLoss);
}
