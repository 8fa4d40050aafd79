namespace StRnn.Training.Metrics;

/// <summary>The evaluation of a split: after an epoch, or of the best or last weights at the end.</summary>
public sealed record EvaluationMetrics() : MetricsEvent(EventName)
{
    /// <summary>The <see cref="MetricsEvent.Event"/> of these events.</summary>
    public const string EventName = "eval";

    /// <summary>The <see cref="Weights"/> of the best validation.</summary>
    public const string BestWeights = "best";

    /// <summary>The <see cref="Weights"/> of the last epoch.</summary>
    public const string LastWeights = "last";

    /// <summary>Gets the split's name.</summary>
    public required string Split { get; init; }

    /// <summary>Gets the mean loss per target; a cross entropy is in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets exp(loss) of a likelihood; null of another loss, and where it exceeds a double.</summary>
    public double? Perplexity { get; init; }

    /// <summary>Gets the share of targets classified correctly; null if accuracy does not apply.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Gets the root mean square error of a regression, in the data's own unit.</summary>
    public double? Rmse { get; init; }

    /// <summary>Gets the mean absolute error of a regression, in the data's own unit.</summary>
    public double? Mae { get; init; }

    /// <summary>Gets the weights of a final evaluation, best or last; null for an epoch's validation.</summary>
    public string? Weights { get; init; }
}
