namespace StRnn.Comparison.Measuring;

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
