namespace StRnn.Training.Metrics;

/// <summary>The training loss, gradient norm and throughput since the last event of the kind.</summary>
public sealed record StepMetrics() : MetricsEvent(EventName)
{
    /// <summary>The <see cref="MetricsEvent.Event"/> of these events.</summary>
    public const string EventName = "step";

    /// <summary>Gets the split: train.</summary>
    public string Split { get; } = TrainSplit;

    /// <summary>Gets the mean loss per target; a cross entropy is in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets exp(loss) of a likelihood; null of another loss, and where it exceeds a double.</summary>
    public double? Perplexity { get; init; }

    /// <summary>Gets the learning rate in force.</summary>
    public double Lr { get; init; }

    /// <summary>Gets the mean gradient norm before clipping; null where none is measured, without clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Gets the share of the steps whose gradient was clipped; null where no norm is measured.</summary>
    public double? ClippedShare { get; init; }

    /// <summary>Gets the tokens per second.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Gets the mean milliseconds per step.</summary>
    public double? StepMs { get; init; }

    /// <summary>Gets the largest resident set of the process so far.</summary>
    public long PeakRssBytes { get; init; }
}
