using StRnn.Sparsity.Initialization;

namespace StRnn.Sparsity.Pruning;

/// <summary>All at once: as many connections of each group go as leave what an initialisation would give it.</summary>
/// <param name="final">How many connections each group ends with.</param>
public sealed class DownToNnz(ISparseInitializer final) : IPruningAmount
{
    /// <inheritdoc/>
    public string Name => "once";

    /// <inheritdoc/>
    public bool FollowsRate => false;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int[] ends = final.AllocateNnz([.. groups.Select(group => group.Shape)]);
        return [.. groups.Zip(ends, (group, end) => Math.Max(0, group.Nnz - end))];
    }
}
