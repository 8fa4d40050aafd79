namespace StRnn.Comparison.Measuring;

/// <summary>Order statistics, which are robust against outliers of a noisy machine.</summary>
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

    /// <summary>Finds the x at which y, linear between the points, crosses a level; null if it does not.</summary>
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

/// <summary>The lower and the upper quartile of several rounds' figures.</summary>
/// <param name="Low">A quarter of the figures are at most this.</param>
/// <param name="High">A quarter of the figures are at least this.</param>
internal sealed record Quartiles(double Low, double High)
{
    /// <summary>Computes the quartiles of figures.</summary>
    /// <param name="figures">At least one.</param>
    public static Quartiles Of(IReadOnlyCollection<double> figures)
        => new(Statistics.Quantile(figures, 0.25), Statistics.Quantile(figures, 0.75));

    /// <summary>Converts shares of 1 to percent.</summary>
    public Quartiles ToPercent() => new(100 * Low, 100 * High);

    /// <summary>Inverts ratios: the upper quartile becomes the lower.</summary>
    public Quartiles Invert() => new(1 / High, 1 / Low);
}
