namespace StRnn.Sparsity.Topology;

/// <summary>A topology update that was applied.</summary>
/// <param name="Changes">What it did to each tensor.</param>
/// <param name="Rate">The schedule's pruning rate, where that decided.</param>
/// <param name="IsFrequent">Whether updates come every so many steps, and may be reported several at a time.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record TopologyUpdate(
    IReadOnlyList<TopologyChange> Changes, double? Rate, bool IsFrequent, double Milliseconds)
{
    /// <summary>Gets the number of connections removed.</summary>
    public long Pruned => Changes.Sum(change => (long)change.Pruned);

    /// <summary>Gets the number of connections added, survivors included.</summary>
    public long Regrown => Changes.Sum(change => (long)change.Regrown);

    /// <summary>Gets the number of connections removed and drawn again.</summary>
    public long Survivors => Changes.Sum(change => (long)change.Survivors);
}
