namespace StRnn.Experiments.Runs;

/// <summary>The variance between seeds that several rows share.</summary>
/// <remarks>
/// Two or three seeds tell almost nothing about a row's own variance; all rows together do. Differences are not taken
/// seed by seed: the rows' figures do not follow the seed (their correlation is -0.14 on average over the pairs of rows
/// that were trained), so pairs would cost degrees of freedom and remove no variance.
/// </remarks>
/// <param name="Variance">The sum of squared deviations from each row's mean / the degrees of freedom.</param>
/// <param name="DegreesOfFreedom">The sum of n - 1 over the rows.</param>
internal sealed record PooledVariance(double Variance, int DegreesOfFreedom)
{
    /// <summary>Pools the variances of rows.</summary>
    /// <param name="rows">The figures of each row; a row with one figure adds nothing.</param>
    /// <returns>The variance; null if no row has two figures.</returns>
    public static PooledVariance? Of(IEnumerable<IReadOnlyCollection<double>> rows)
    {
        double squares = 0;
        int degrees = 0;
        foreach (var row in rows.Where(row => row.Count > 1))
        {
            double mean = row.Average();
            squares += row.Sum(figure => (figure - mean) * (figure - mean));
            degrees += row.Count - 1;
        }

        return degrees == 0 ? null : new PooledVariance(squares / degrees, degrees);
    }

    /// <summary>Compares two groups of rows by the means of their rows' means.</summary>
    /// <param name="first">The figures of each row of the first group.</param>
    /// <param name="second">The figures of each row of the other group.</param>
    /// <returns>The difference, first - second.</returns>
    public MeanDifference Compare(
        IReadOnlyCollection<IReadOnlyCollection<double>> first, IReadOnlyCollection<IReadOnlyCollection<double>> second)
        => new(Mean(first) - Mean(second), Math.Sqrt(Variance * (Share(first) + Share(second))), DegreesOfFreedom);

    private static double Mean(IEnumerable<IReadOnlyCollection<double>> rows) => rows.Average(row => row.Average());

    private static double Share(IReadOnlyCollection<IReadOnlyCollection<double>> rows)
        => rows.Sum(row => 1.0 / row.Count) / ((double)rows.Count * rows.Count);
}

/// <summary>A difference of means, with what its spread says about it.</summary>
/// <param name="Value">The difference.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">The degrees of freedom of the standard error.</param>
internal sealed record MeanDifference(double Value, double StandardError, int DegreesOfFreedom)
{
    /// <summary>
    /// Compares two groups of rows by the rows' own variances, by Welch's test: degrees of freedom after Satterthwaite,
    /// rounded down.
    /// </summary>
    /// <param name="first">The figures of each row of the first group, two or more a row.</param>
    /// <param name="second">The figures of each row of the other group.</param>
    /// <returns>The difference, first - second.</returns>
    public static MeanDifference ByWelch(
        IReadOnlyCollection<IReadOnlyCollection<double>> first, IReadOnlyCollection<IReadOnlyCollection<double>> second)
    {
        (double Variance, int Degrees)[] means = [.. Means(first), .. Means(second)];
        double variance = means.Sum(mean => mean.Variance);
        double degrees = variance * variance / means.Sum(mean => mean.Variance * mean.Variance / mean.Degrees);
        double difference = first.Average(row => row.Average()) - second.Average(row => row.Average());
        return new MeanDifference(difference, Math.Sqrt(variance), Math.Max(1, (int)degrees));

        static IEnumerable<(double Variance, int Degrees)> Means(IReadOnlyCollection<IReadOnlyCollection<double>> rows)
            => rows.Select(row => (
                PooledVariance.Of([row])!.Variance / row.Count / ((double)rows.Count * rows.Count), row.Count - 1));
    }

    /// <summary>Gets half the 95 % confidence interval, by Student's t.</summary>
    public double HalfInterval => StudentT.Quantile(DegreesOfFreedom) * StandardError;

    /// <summary>
    /// Gets the probability of so large a difference, of either sign, between rows that do not differ.
    /// </summary>
    public double P => Value == 0 ? 1 : StudentT.TwoSidedP(Value / StandardError, DegreesOfFreedom);
}
