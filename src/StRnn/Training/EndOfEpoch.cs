using StRnn.Optimizers;

namespace StRnn.Training;

/// <summary>
/// What follows an epoch's last step, in the order of the authors: validate, keep the best, adapt the learning rate,
/// update the topology, save.
/// </summary>
/// <param name="step">The run's step.</param>
/// <param name="learningRate">The learning rate's schedule.</param>
/// <param name="options">Epochs and patience.</param>
/// <param name="evaluations">The run's evaluations.</param>
/// <param name="checkpoints">The run's files.</param>
/// <param name="metrics">The run's metrics.</param>
internal sealed class EndOfEpoch(
    TrainingStep step,
    ILearningRateSchedule learningRate,
    TrainingOptions options,
    RunEvaluations evaluations,
    CheckpointPolicy checkpoints,
    RunMetrics metrics)
{
    /// <summary>Ends an epoch.</summary>
    /// <param name="cancellation">Stops its validation.</param>
    /// <returns>False if the validation was stopped: the run may be saved as before it, to do it again.</returns>
    public bool Run(CancellationToken cancellation)
    {
        metrics.ReportEpoch();
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

        learningRate.EndEpoch(step.Topology.IsSettled ? validation.Loss : null);
        metrics.Note(step.UpdateAfterEpoch());
        metrics.ReportNotedUpdates();
        checkpoints.SaveLast();
        return true;
    }
}
