namespace StRnn.Training.Observers;

/// <summary>
/// The names by which a program listens to trainings: <c>AddMeter(StRnnTelemetry.MeterName)</c> and
/// <c>AddSource(StRnnTelemetry.SourceName)</c> of OpenTelemetry, or <c>dotnet-counters monitor StRnn</c>. Nothing is
/// measured that nobody listens to.
/// </summary>
public static class StRnnTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "StRnn";

    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "StRnn";

    /// <summary>Counts the tokens trained on.</summary>
    public const string Tokens = "strnn.training.tokens";

    /// <summary>The duration of each training step, in seconds.</summary>
    public const string StepDuration = "strnn.training.step.duration";

    /// <summary>The mean training loss since the last report of steps, in nats for a cross entropy.</summary>
    public const string Loss = "strnn.training.loss";

    /// <summary>The number of connections of all sparse tensors.</summary>
    public const string Nonzeros = "strnn.training.nonzeros";

    /// <summary>Counts the topology updates.</summary>
    public const string TopologyUpdates = "strnn.training.topology.updates";

    /// <summary>The mean norm of the gradient before it is clipped, since the last report of steps.</summary>
    public const string GradientNorm = "strnn.training.gradient.norm";

    /// <summary>Counts the steps whose gradient was clipped.</summary>
    public const string ClippedSteps = "strnn.training.clipped_steps";

    /// <summary>The activity of a training, from its first step in this process to its last.</summary>
    public const string TrainingActivity = "strnn.training";

    /// <summary>The activity of an epoch with its validation.</summary>
    public const string EpochActivity = "strnn.epoch";

    /// <summary>The activity of an evaluation.</summary>
    public const string EvaluationActivity = "strnn.evaluation";

    /// <summary>The activity of a topology update.</summary>
    public const string TopologyActivity = "strnn.topology_update";
}
