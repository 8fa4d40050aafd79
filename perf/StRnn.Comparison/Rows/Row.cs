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
