namespace StRnn.Experiments.Runs;

/// <summary>Computes means and spreads over the runs of several seeds; runs without a figure are left out.</summary>
internal static class SeedStatistics
{
    // Two-sided 97.5 % quantiles of Student's t for 1, 2, 3 ... degrees of freedom; beyond, the normal distribution's.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    private const double Normal = 1.960;

    /// <summary>Computes the mean; null without a number.</summary>
    public static double? Mean(IEnumerable<double?> values) => values.Average();

    /// <summary>Computes the sample standard deviation (n - 1); null for fewer than two numbers.</summary>
    public static double? Deviation(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length < 2)
        {
            return null;
        }

        double mean = known.Average();
        return Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1));
    }

    /// <summary>
    /// Computes half the 95 % confidence interval of the mean, by Student's t; null for fewer than two numbers.
    /// </summary>
    public static double? HalfInterval(IReadOnlyCollection<double?> values)
    {
        int count = values.Count(value => value is not null);
        double quantile = count - 1 <= Quantiles.Length ? Quantiles[Math.Max(count - 2, 0)] : Normal;
        return quantile * Deviation(values) / Math.Sqrt(count);
    }
}
