namespace StRnn.Experiments.Runs;

/// <summary>
/// Computes means and spreads over the runs of several seeds, where runs without a figure are left out; and corrects
/// for the number of comparisons.
/// </summary>
internal static class SeedStatistics
{
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
    /// Corrects p values for the number of comparisons (Holm 1979): the i-th smallest, counted from 0, becomes the
    /// largest of (count - j) * p_j over j up to i, at most 1.
    /// </summary>
    /// <param name="values">The p values.</param>
    /// <param name="count">The number of comparisons, at least that of the values; a missing value counts as 1.</param>
    /// <returns>The corrected values, in the order of the given ones.</returns>
    public static double[] CorrectByHolm(IReadOnlyList<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, values.Count);
        double[] corrected = new double[values.Count];
        double largest = 0;
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(index => values[index])];
        for (int i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (count - i) * values[order[i]]));
            corrected[order[i]] = largest;
        }

        return corrected;
    }
}
