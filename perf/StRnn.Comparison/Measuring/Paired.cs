namespace StRnn.Comparison.Measuring;

/// <summary>The times of two candidates that took turns, so that noise of the machine affects both.</summary>
/// <param name="Ours">Our times in milliseconds, round by round.</param>
/// <param name="Theirs">The peer's times in milliseconds, round by round.</param>
internal sealed record Paired(IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs)
{
    /// <summary>Milliseconds until a peer's threads sleep: OpenMP's spin for up to 100 ms after their work.</summary>
    public const int Pause = 120;

    /// <summary>Gets the median of our times, in milliseconds.</summary>
    public double OursMedian => Statistics.Median(Ours);

    /// <summary>Gets the median of the peer's times, in milliseconds.</summary>
    public double TheirsMedian => Statistics.Median(Theirs);

    /// <summary>Gets their time / our time, the median over the rounds: above 1 we are faster.</summary>
    public double Speedup => Statistics.Median(Ratios);

    /// <summary>Gets the quartiles of the rounds' ratios.</summary>
    public Quartiles Range => Quartiles.Of(Ratios);

    private double[] Ratios => [.. Ours.Zip(Theirs, (ours, theirs) => theirs / ours)];

    /// <summary>Runs rounds of both; a pause before each lets the other's threads fall asleep.</summary>
    /// <param name="ours">Runs us once, in milliseconds.</param>
    /// <param name="theirs">Runs the peer once, in milliseconds.</param>
    /// <param name="rounds">The rounds that count; one more goes before.</param>
    public static Paired Measure(Func<double> ours, Func<double> theirs, int rounds)
    {
        var times = Turns.Measure([ours, theirs], rounds);
        return new Paired(times[0], times[1]);
    }
}
