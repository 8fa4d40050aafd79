namespace StRnn.Experiments.Benchmarks;

/// <summary>What a step took.</summary>
/// <param name="MedianMs">The median over the steps, in milliseconds.</param>
/// <param name="Steps">How many steps were timed.</param>
internal sealed record StepTime(double MedianMs, int Steps)
{
    /// <summary>The throughput at a number of tokens a step.</summary>
    public double TokensPerSecond(int tokensPerStep) => 1000 * tokensPerStep / MedianMs;
}
