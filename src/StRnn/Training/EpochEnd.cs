using StRnn.Optimizers;

namespace StRnn.Training;

/// <summary>
/// What follows an epoch's last step, in the authors' order: validate, keep the best, adapt the learning rate, update
/// the topology, save.
/// </summary>
/// <param name="step">The run's step.</param>
/// <param name="learningRate">The learning rate from epoch to epoch.</param>
/// <param name="options">The options that end a run.</param>
/// <param name="metrics">Receives what happened.</param>
/// <param name="checkpoints">Keeps the weights.</param>
/// <param name="evaluations">Validates.</param>
internal sealed class EpochEnd(
    TrainingStep step,
    ILearningRateSchedule learningRate,
    TrainingOptions options,
    RunMetrics metrics,
    CheckpointPolicy checkpoints,
    RunEvaluations evaluations)
{
    /// <summary>Ends an epoch.</summary>
    /// <param name="cancellation">Stops the validation.</param>
    /// <returns>False if it was stopped; a resumed run then does it again.</returns>
    public bool Run(CancellationToken cancellation)
    {
        metrics.ReportEpoch();
        if (!ValidateAndKeep(cancellation, out double? comparable))
        {
            return false;
        }

        learningRate.EndEpoch(comparable);
        step.Averaging?.EndEpoch(comparable);
        metrics.Note(step.UpdateAfterEpoch());
        metrics.ReportNotedUpdates();
        checkpoints.SaveLast();
        return true;
    }

    /// <summary>Validates, by the average of the weights where there is one, and keeps the best.</summary>
    /// <param name="cancellation">Stops the validation.</param>
    /// <param name="comparable">The loss; null where it cannot be compared with other epochs'.</param>
    /// <returns>False if it was stopped.</returns>
    private bool ValidateAndKeep(CancellationToken cancellation, out double? comparable)
    {
        comparable = null;
        using var averages = step.UseAverages();
        if (evaluations.Validate(cancellation) is not { } validation)
        {
            return false;
        }

        step.EndEpoch();

        // From here on Progress.Epoch is the number of the epoch just validated, and its lines are not repeated.
        metrics.KeepLines();
        checkpoints.AfterValidation(validation);
        if (options.EndsWith(step.Progress))
        {
            evaluations.EvaluateLastEpoch();
        }

        comparable = step.Topology.IsSettled ? validation.Loss : null;
        return true;
    }
}
