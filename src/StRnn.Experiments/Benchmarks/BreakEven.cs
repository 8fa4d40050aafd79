namespace StRnn.Experiments.Benchmarks;

/// <summary>The density at which a sparse step takes as long as a dense one.</summary>
/// <param name="Density">Between the last two densities measured; null where none was found.</param>
/// <param name="Finding">One of <see cref="Found"/>, <see cref="NeverSlower"/>, <see cref="AlwaysSlower"/>.</param>
/// <param name="Points">The measurements, in the order of density.</param>
internal sealed record BreakEven(double? Density, string Finding, IReadOnlyList<DensityTime> Points)
{
    public const string Found = "found";

    /// <summary>Sparse was faster at every density up to 1.</summary>
    public const string NeverSlower = "never-slower";

    /// <summary>Sparse was slower at every density down to the lowest tried.</summary>
    public const string AlwaysSlower = "always-slower";

    private const int StepsToEnd = 4;
    private const int DensityDigits = 15;

    /// <summary>
    /// Goes from the start in quarters of the way towards density 1 (or towards 0, where sparse loses from the start)
    /// until the sign of the difference changes, and interpolates linearly: at most five densities, none that costs
    /// more than it must.
    /// </summary>
    /// <param name="start">The first density and its time.</param>
    /// <param name="dense">The dense step.</param>
    /// <param name="measure">Measures the sparse step at a density.</param>
    public static BreakEven Search(DensityTime start, StepTime dense, Func<double, StepTime> measure)
    {
        var points = new List<DensityTime> { start };
        bool startsFaster = IsFaster(start);
        foreach (double density in startsFaster ? Upwards(start.Density) : Downwards(start.Density))
        {
            var (before, point) = (points[^1], new DensityTime(density, measure(density)));
            points.Add(point);
            if (IsFaster(point) != startsFaster)
            {
                return new BreakEven(Interpolate(before, point, dense.MedianMs), Found, Sorted(points));
            }
        }

        return new BreakEven(null, startsFaster ? NeverSlower : AlwaysSlower, Sorted(points));

        bool IsFaster(DensityTime point) => point.Time.MedianMs < dense.MedianMs;
    }

    private static IEnumerable<double> Upwards(double start)
        => Enumerable.Range(1, StepsToEnd).Select(i => Rounded(start + ((1 - start) * i / StepsToEnd)));

    private static IEnumerable<double> Downwards(double start)
        => Enumerable.Range(1, StepsToEnd - 1).Select(i => Rounded(start * (StepsToEnd - i) / StepsToEnd));

    // Without the noise of binary fractions: 0.6, not 0.6000000000000001.
    private static double Rounded(double density) => Math.Round(density, DensityDigits);

    private static double Interpolate(DensityTime first, DensityTime second, double milliseconds)
    {
        double share = (milliseconds - first.Time.MedianMs) / (second.Time.MedianMs - first.Time.MedianMs);
        return first.Density + (share * (second.Density - first.Density));
    }

    private static List<DensityTime> Sorted(List<DensityTime> points) => [.. points.OrderBy(point => point.Density)];
}
