namespace StRnn.Experiments.Benchmarks;

/// <summary>The time of a training step.</summary>
/// <param name="MedianMs">The median over the steps, in milliseconds.</param>
/// <param name="Steps">The number of steps timed.</param>
internal sealed record StepTime(double MedianMs, int Steps)
{
    /// <summary>Computes the throughput at a number of tokens a step.</summary>
    public double TokensPerSecond(int tokensPerStep) => 1000 * tokensPerStep / MedianMs;
}
