namespace StRnn.Training;

/// <summary>The result of an evaluation.</summary>
/// <param name="Split">What was evaluated.</param>
/// <param name="Loss">The mean cross entropy, in nats per target.</param>
/// <param name="TargetCount">The number of targets.</param>
/// <param name="Accuracy">
/// The share of targets whose class had the highest probability; null where that is not what one asks.
/// </param>
public sealed record Evaluation(string Split, double Loss, long TargetCount, double? Accuracy = null)
{
    /// <summary>exp(loss).</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>
    /// exp(loss), or null where that exceeds a double: metrics lines are JSON, which has no infinity.
    /// </summary>
    /// <param name="loss">Mean cross entropy in nats, if there is one.</param>
    public static double? PerplexityOf(double? loss)
        => loss is { } nats && double.IsFinite(Math.Exp(nats)) ? Math.Exp(nats) : null;

    /// <summary>
    /// Whether this is better: by accuracy where there is one, and by loss where that is equal or there is none.
    /// </summary>
    /// <param name="bestLoss">The loss of the best so far; null if there is none.</param>
    /// <param name="bestAccuracy">Its accuracy.</param>
    public bool IsBetterThan(double? bestLoss, double? bestAccuracy)
        => bestLoss is not { } loss
            || (Accuracy is { } accuracy && bestAccuracy is { } best && accuracy != best
                ? accuracy > best
                : Loss < loss);
}
