namespace StRnn.Results.Data;

/// <summary>Quantiles of a few numbers.</summary>
internal static class Statistics
{
    /// <summary>Computes the median; of an even count, the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>
    /// Computes a quantile, linear between neighbours: at rank <c>share * (n - 1)</c> of the sorted values.
    /// </summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        double rank = share * (sorted.Length - 1);
        int below = (int)rank;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((rank - below) * (above - sorted[below]));
    }
}
