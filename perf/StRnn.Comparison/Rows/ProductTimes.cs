using StRnn.Comparison.Measuring;

namespace StRnn.Comparison.Rows;

/// <summary>The times of one product in its variants.</summary>
/// <param name="Milliseconds">Sample by sample, by name; sample i of each was taken in the same round.</param>
/// <param name="Gigaflop">
/// The useful work of each: 2 * nnz * N, or 2 * rows * inner * N where the product is dense.
/// </param>
/// <param name="Peaks">The FMA peak in GFLOP/s, round by round; empty if unknown.</param>
internal sealed record ProductTimes(
    IReadOnlyDictionary<string, List<double>> Milliseconds,
    IReadOnlyDictionary<string, double> Gigaflop,
    IReadOnlyList<double> Peaks)
{
    public bool Has(string name) => Milliseconds.ContainsKey(name);

    public double Median(string name) => Statistics.Median(Milliseconds[name]);

    public double Gflops(string name) => Gigaflop[name] / Median(name) * 1000;

    public Paired Pair(string ours, string theirs) => new(Milliseconds[ours], Milliseconds[theirs]);

    /// <summary>
    /// Pairs a product with the time that its work would take at the peak of its round: the ratio is the share of the
    /// peak.
    /// </summary>
    /// <param name="name">The product.</param>
    public Paired AgainstPeak(string name)
        => new(Milliseconds[name], [.. Peaks.Select(peak => Gigaflop[name] / peak * 1000)]);
}
