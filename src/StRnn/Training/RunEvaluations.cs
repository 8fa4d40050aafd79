using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Training;

/// <summary>The evaluations of a run, and their lines of metrics.</summary>
/// <param name="task">The model and its data.</param>
/// <param name="step">The run's step, on whose tape they run.</param>
/// <param name="metrics">Receives the results.</param>
internal sealed class RunEvaluations(ITrainingTask task, TrainingStep step, RunMetrics metrics)
{
    /// <summary>Validates the epoch that is ending.</summary>
    /// <param name="cancellation">
    /// Stops it, but for an epoch whose topology update is held: it has a gradient that no checkpoint holds.
    /// </param>
    /// <returns>The validation; null if it was stopped, and the run may be saved as before it.</returns>
    public Evaluation? Validate(CancellationToken cancellation)
    {
        try
        {
            return Evaluate(
                task.ValidationSplit, null, step.Phase == RunPhase.UpdateHeld ? CancellationToken.None : cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Evaluates the splits that end the last epoch, with its weights.</summary>
    public void EvaluateLastEpoch()
    {
        foreach (string split in task.LastEpochSplits)
        {
            Evaluate(split, EvaluationMetrics.LastWeights, CancellationToken.None);
        }
    }

    /// <summary>Evaluates the splits that end the run.</summary>
    /// <param name="weights">The name of the weights in metrics.</param>
    /// <param name="cancellation">Stops them; the checkpoint is that of the last epoch.</param>
    /// <returns>False if they were stopped.</returns>
    public bool EvaluateFinal(string weights, CancellationToken cancellation)
    {
        try
        {
            foreach (string split in task.FinalSplits)
            {
                Evaluate(split, weights, cancellation);
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private Evaluation Evaluate(string split, string? weights, CancellationToken cancellation)
    {
        using var activity = TrainingTelemetry.StartEvaluation(split);
        cancellation.ThrowIfCancellationRequested();
        var evaluation = task.Evaluate(step.Tape, split, cancellation);
        metrics.ReportEvaluation(split, evaluation, weights);
        return evaluation;
    }
}
