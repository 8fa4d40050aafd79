namespace StRnn.Sparsity.Pruning;

/// <summary>Decides how many connections of each group a topology update removes.</summary>
public interface IPruningAmount
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Gets a value indicating whether the amount is determined by the schedule's pruning rate.</summary>
    bool FollowsRate { get; }

    /// <summary>Computes the number of connections to remove from each group, from 0 to its nnz.</summary>
    /// <param name="groups">All groups to prune, as they are before the update.</param>
    /// <param name="moment">The time of the update in the run, and its pruning rate.</param>
    /// <returns>The number of connections to remove, in the order of the groups.</returns>
    int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment);
}
