namespace StRnn.Training;

/// <summary>The result of an evaluation.</summary>
/// <param name="Split">What was evaluated.</param>
/// <param name="Loss">The mean cross entropy, in nats per target.</param>
/// <param name="TargetCount">The number of targets.</param>
public sealed record Evaluation(string Split, double Loss, long TargetCount)
{
    /// <summary>exp(loss).</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>exp(loss), or null where that exceeds a double: metrics lines are JSON, which has no infinity.</summary>
    /// <param name="loss">Mean cross entropy in nats, if there is one.</param>
    public static double? PerplexityOf(double? loss)
        => loss is { } nats && double.IsFinite(Math.Exp(nats)) ? Math.Exp(nats) : null;
}
