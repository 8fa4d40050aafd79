namespace StRnn.Training;

/// <summary>The result of an evaluation.</summary>
/// <param name="Split">What was evaluated.</param>
/// <param name="Loss">The mean cross entropy, in nats per target.</param>
/// <param name="TargetCount">The number of targets.</param>
public sealed record Evaluation(string Split, double Loss, long TargetCount)
{
    /// <summary>exp(loss).</summary>
    public double Perplexity => Math.Exp(Loss);
}
