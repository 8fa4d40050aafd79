namespace StRnn.Experiments.Benchmarks;

/// <summary>Times steps until a budget is spent: a few to warm up, then at least <see cref="FewestSteps"/>.</summary>
/// <param name="budget">The time to spend on timed steps.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class StepTimer(TimeSpan budget, TimeProvider clock)
{
    /// <summary>The first step sizes the activation memory, the second allocates it in one piece.</summary>
    public const int WarmUpSteps = 2;

    public const int FewestSteps = 3;

    public StepTime Measure(Action step)
    {
        for (int i = 0; i < WarmUpSteps; i++)
        {
            step();
        }

        var times = new List<double>();
        long begun = clock.GetTimestamp();
        while (times.Count < FewestSteps || clock.GetElapsedTime(begun) < budget)
        {
            long stepBegun = clock.GetTimestamp();
            step();
            times.Add(clock.GetElapsedTime(stepBegun).TotalMilliseconds);
        }

        return new StepTime(Median(times), times.Count);
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        int middle = times.Count / 2;
        return times.Count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
    }
}

/// <summary>The time of a training step.</summary>
/// <param name="MedianMs">The median over the steps, in milliseconds.</param>
/// <param name="Steps">The number of steps timed.</param>
internal sealed record StepTime(double MedianMs, int Steps)
{
    /// <summary>Computes the throughput at a number of tokens a step.</summary>
    public double TokensPerSecond(int tokensPerStep) => 1000 * tokensPerStep / MedianMs;
}
