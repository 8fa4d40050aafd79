using StRnn.Comparison.Measuring;

namespace StRnn.Comparison.Rows;

/// <summary>One line of a page's tables.</summary>
/// <param name="Group">The table it stands in.</param>
/// <param name="Work">The work that was measured.</param>
/// <param name="Ours">Our figure, with its unit.</param>
/// <param name="Peer">The peer and its figure; or that it is absent.</param>
/// <param name="Figure">
/// The comparison: a ratio, a share in percent or a density; null where the peer is absent.
/// </param>
/// <param name="Kind"><c>x</c> for a ratio, <c>%</c> for a share, <c>density</c>.</param>
/// <param name="Quartiles">The quartiles of the rounds' figures; null where there are no rounds.</param>
internal sealed record Row(
    string Group, string Work, string Ours, string Peer, double? Figure, string Kind, Quartiles? Quartiles)
{
    public const string Ratio = "x";
    public const string Share = "%";
    public const string Density = "density";
    public const string PeerAbsent = "peer absent";
}

/// <summary>The settings of a comparison.</summary>
/// <param name="Peers">The folder of the built peers.</param>
/// <param name="Threads">Threads of both sides.</param>
/// <param name="Rounds">Rounds that count, of each pair.</param>
/// <param name="Say">Receives a line of progress.</param>
internal sealed record Settings(string Peers, int Threads, int Rounds, Action<string> Say);

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
