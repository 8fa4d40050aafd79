namespace StRnn.Sparsity.Pruning;

/// <summary>ceil(p * nnz) of each group, as the authors of ST-RNN count, or floor(p * nnz), as RigL's do.</summary>
/// <param name="roundsDown">Whether the count is rounded down.</param>
public sealed class ShareOfConnections(bool roundsDown = false) : IPruningAmount
{
    /// <inheritdoc/>
    public string Name => roundsDown ? "share-rounded-down" : "share";

    /// <inheritdoc/>
    public bool FollowsRate => true;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        return [.. groups.Select(group =>
            (int)(roundsDown ? Math.Floor(moment.Rate * group.Nnz) : Math.Ceiling(moment.Rate * group.Nnz)))];
    }
}
