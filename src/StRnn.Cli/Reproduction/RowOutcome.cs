namespace StRnn.Cli.Reproduction;

/// <summary>What one row came to.</summary>
/// <param name="Row">The row.</param>
/// <param name="Results">Seed by seed, those that finished.</param>
/// <param name="Problem">Why there are none, or fewer than wanted; null where all finished.</param>
internal sealed record RowOutcome(ReproductionRow Row, IReadOnlyList<RowResult> Results, string? Problem)
{
    /// <summary>The mean over the seeds; null where there is no number.</summary>
    public static double? Mean(IEnumerable<double?> values) => values.OfType<double>().Select(value => (double?)value).Average();

    /// <summary>The sample standard deviation (n - 1); null with fewer than two numbers.</summary>
    public static double? Deviation(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length < 2 ? null : Math.Sqrt(known.Sum(value => Math.Pow(value - known.Average(), 2)) / (known.Length - 1));
    }
}
