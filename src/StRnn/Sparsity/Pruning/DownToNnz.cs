using StRnn.Sparsity.Initialization;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount that prunes each group at once to the number of connections an initialisation would give it.
/// </summary>
/// <param name="final">Decides the final number of connections of each group.</param>
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
