using System.Globalization;

namespace StRnn.Cli.Reproduction;

/// <summary>
/// Whether one row is better than another, from their differences seed by seed, by Student's t at 95 %.
/// </summary>
internal static class Verdict
{
    // Two-sided 97.5 % quantiles of Student's t for 1, 2, 3 ... degrees of freedom; beyond, the normal distribution's.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
        2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    private const double Normal = 1.960;

    /// <summary>The difference of the test figures and what it says.</summary>
    /// <param name="ours">The row.</param>
    /// <param name="theirs">What it is compared with.</param>
    /// <returns>One line; null where no seed has both.</returns>
    public static string? Of(RowOutcome ours, RowOutcome theirs)
    {
        double?[] differences = [.. ours.Results.Join(
            theirs.Results, mine => mine.Seed, other => other.Seed, (mine, other) => (mine.IsAccuracy ? 100 : 1) * (mine.Test - other.Test))];
        if (RowOutcome.Mean(differences) is not { } mean)
        {
            return null;
        }

        int count = differences.Count(difference => difference is not null);
        if (RowOutcome.Deviation(differences) is not { } deviation)
        {
            return $"{Number(mean)} (one seed: no verdict)";
        }

        double bound = (count - 1 <= Quantiles.Length ? Quantiles[count - 2] : Normal) * deviation / Math.Sqrt(count);
        string verdict = Math.Abs(mean) <= bound ? "covered by the spread"
            : mean > 0 == ours.Results[0].IsAccuracy ? "better"
            : "worse";
        return $"{Number(mean)} +- {Number(bound)}: {verdict}";
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
