namespace StRnn.Training.Metrics;

/// <summary>The training loss and gradient norm of an epoch.</summary>
public sealed record EpochMetrics() : MetricsEvent(EventName)
{
    /// <summary>The <see cref="MetricsEvent.Event"/> of these events.</summary>
    public const string EventName = "epoch";

    /// <summary>Gets the split: train.</summary>
    public string Split { get; } = TrainSplit;

    /// <summary>Gets the mean loss of the epoch, per target; a cross entropy is in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets exp(loss) of a likelihood; null of another loss, and where it exceeds a double.</summary>
    public double? Perplexity { get; init; }

    /// <summary>Gets the learning rate of the epoch.</summary>
    public double Lr { get; init; }

    /// <summary>Gets the mean gradient norm before clipping; null where none is measured, without clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Gets the share of the steps whose gradient was clipped; null where no norm is measured.</summary>
    public double? ClippedShare { get; init; }

    /// <summary>Gets the FLOPs of training so far, by the paper's convention.</summary>
    public double FlopsPaper { get; init; }

    /// <summary>Gets the executed FLOPs of training so far.</summary>
    public double FlopsActual { get; init; }

    /// <summary>Gets the largest resident set of the process so far.</summary>
    public long PeakRssBytes { get; init; }
}
