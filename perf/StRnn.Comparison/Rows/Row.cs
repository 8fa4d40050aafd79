namespace StRnn.Comparison.Rows;

/// <summary>One line of the report.</summary>
/// <param name="Group">The table it stands in.</param>
/// <param name="Work">What was done.</param>
/// <param name="Ours">Our figure, with its unit.</param>
/// <param name="Peer">The peer and its figure; or that it is absent.</param>
/// <param name="Figure">What the target speaks of: a ratio, a share or a density; null where the peer is absent.</param>
/// <param name="Kind"><c>x</c> for a ratio, <c>%</c> for a share, <c>density</c>.</param>
/// <param name="Range">The quartiles of the rounds' figures, where there are rounds.</param>
/// <param name="Target">What it has to reach, if anything.</param>
internal sealed record Row(
    string Group, string Work, string Ours, string Peer, double? Figure, string Kind, (double Low, double High)? Range, Target? Target)
{
    public const string Ratio = "x";
    public const string Share = "%";
    public const string Density = "density";
    public const string PeerAbsent = "peer absent";
}
