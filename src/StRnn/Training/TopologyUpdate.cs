using StRnn.Sparsity.Topology;

namespace StRnn.Training;

/// <summary>A topology update that was carried out.</summary>
/// <param name="Changes">What it did to each tensor.</param>
/// <param name="Rate">The schedule's pruning rate, where that decided.</param>
/// <param name="IsFrequent">Whether updates come every so many steps, and may be reported several at a time.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record TopologyUpdate(IReadOnlyList<TopologyChange> Changes, double? Rate, bool IsFrequent, double Milliseconds)
{
    public long Pruned => Changes.Sum(change => (long)change.Pruned);

    public long Regrown => Changes.Sum(change => (long)change.Regrown);

    public long Survivors => Changes.Sum(change => (long)change.Survivors);
}
