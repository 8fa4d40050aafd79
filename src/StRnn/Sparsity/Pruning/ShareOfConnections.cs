namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount proportional to the pruning rate p: ceil(p * nnz) of each group, as in the published program of
/// ST-RNN, or floor(p * nnz), as in RigL's.
/// </summary>
/// <param name="roundsDown">True to round down, false to round up.</param>
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
