namespace StRnn.Comparison.Measuring;

/// <summary>Order statistics, which are what stays meaningful on a noisy clock.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>Computes a quantile, linearly between neighbours.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="share">In [0, 1].</param>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("There is no quantile of nothing.", nameof(values));
        }

        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Finds where y, linear between the points, crosses a level; null if it does not.</summary>
    /// <param name="points">(x, y), ascending in x.</param>
    /// <param name="level">The level.</param>
    public static double? Crossing(IReadOnlyList<(double X, double Y)> points, double level)
    {
        for (int i = 1; i < points.Count; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            if ((a.Y < level) != (b.Y < level))
            {
                return a.X + ((level - a.Y) / (b.Y - a.Y) * (b.X - a.X));
            }
        }

        return null;
    }
}
