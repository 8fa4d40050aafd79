using System.Diagnostics;
using System.Diagnostics.Metrics;
using StRnn.Sparsity.Topology;
using StRnn.Training.Metrics;

namespace StRnn.Training.Observers;

/// <summary>
/// Reports trainings to the meter and the activity source of <see cref="StRnnTelemetry"/>. Where nobody listens, it
/// costs a few tests of a flag per step; either way it allocates nothing in steady state.
/// </summary>
internal sealed class TrainingTelemetry : ITrainingObserver
{
    private const string BackendTag = "strnn.backend";
    private const string EpochTag = "strnn.epoch";
    private const string SplitTag = "strnn.split";
    private const string StepTag = "strnn.step";

    private static readonly ActivitySource Source = new(StRnnTelemetry.SourceName);
    private static readonly Meter Meter = new(StRnnTelemetry.MeterName);

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        StRnnTelemetry.Tokens, "{token}", "Tokens trained on.");

    private static readonly Histogram<double> StepDuration = Meter.CreateHistogram<double>(
        StRnnTelemetry.StepDuration, "s", "Duration of a training step.");

    private static readonly Gauge<double> Loss = Meter.CreateGauge<double>(
        StRnnTelemetry.Loss, "1", "Mean training loss since the last report of steps.");

    private static readonly Gauge<long> Nonzeros = Meter.CreateGauge<long>(
        StRnnTelemetry.Nonzeros, "{connection}", "Connections of all sparse tensors.");

    private static readonly Counter<long> TopologyUpdates = Meter.CreateCounter<long>(
        StRnnTelemetry.TopologyUpdates, "{update}", "Topology updates.");

    private static readonly Gauge<double> GradientNorm = Meter.CreateGauge<double>(
        StRnnTelemetry.GradientNorm, "1", "Mean gradient norm before clipping, since the last report of steps.");

    private static readonly Counter<long> ClippedSteps = Meter.CreateCounter<long>(
        StRnnTelemetry.ClippedSteps, "{step}", "Steps whose gradient was clipped.");

    /// <summary>Starts the activity of a training; null where nobody listens.</summary>
    public static Activity? StartTraining(ITrainingRun training)
        => Source.StartActivity(StRnnTelemetry.TrainingActivity)?
            .SetTag(BackendTag, training.BackendInfo.Name)
            .SetTag(StepTag, training.Progress.Step);

    /// <summary>Starts the activity of an epoch; null where nobody listens.</summary>
    public static Activity? StartEpoch(ITrainingRun training)
        => Source.StartActivity(StRnnTelemetry.EpochActivity)?.SetTag(EpochTag, training.Progress.Epoch + 1);

    /// <summary>Starts the activity of an evaluation; null where nobody listens.</summary>
    public static Activity? StartEvaluation(string split)
        => Source.StartActivity(StRnnTelemetry.EvaluationActivity)?.SetTag(SplitTag, split);

    public void OnStart(ITrainingRun training) => RecordNonzeros(training);

    public void OnStep(ITrainingRun training, StepDone step)
    {
        if (Tokens.Enabled)
        {
            Tokens.Add(step.Tokens, TagOf(training));
        }

        if (StepDuration.Enabled)
        {
            StepDuration.Record(step.Duration.TotalSeconds, TagOf(training));
        }
    }

    public void OnMetrics(ITrainingRun training, MetricsEvent line)
    {
        if (line is not StepMetrics steps)
        {
            return;
        }

        if (Loss.Enabled)
        {
            Loss.Record(steps.Loss, TagOf(training));
        }

        if (GradientNorm.Enabled && steps.GradientNorm is { } norm)
        {
            GradientNorm.Record(norm, TagOf(training));
        }

        // The line is of the steps that the progress has not yet counted as reported.
        if (ClippedSteps.Enabled && training.Progress.UnreportedGradientNorms.Clipped is > 0 and var clipped)
        {
            ClippedSteps.Add(clipped, TagOf(training));
        }
    }

    public void OnTopologyUpdate(ITrainingRun training, TopologyUpdate update)
    {
        if (TopologyUpdates.Enabled)
        {
            TopologyUpdates.Add(1, TagOf(training));
        }

        RecordNonzeros(training);
        if (Source.HasListeners())
        {
            // The update's planning and its application may lie apart: the activity has their sum, and ends with it.
            var now = DateTimeOffset.UtcNow;
            using var activity = Source.StartActivity(
                ActivityKind.Internal,
                startTime: now - TimeSpan.FromMilliseconds(update.Milliseconds),
                name: StRnnTelemetry.TopologyActivity);
            activity?
                .SetTag(StepTag, training.Progress.Step)
                .SetTag("strnn.pruned", update.Pruned)
                .SetTag("strnn.regrown", update.Regrown)
                .SetTag("strnn.nonzeros", training.Nonzeros)
                .SetEndTime(now.UtcDateTime);
        }
    }

    private static void RecordNonzeros(ITrainingRun training)
    {
        if (Nonzeros.Enabled)
        {
            Nonzeros.Record(training.Nonzeros, TagOf(training));
        }
    }

    private static KeyValuePair<string, object?> TagOf(ITrainingRun training)
        => new(BackendTag, training.BackendInfo.Name);
}
