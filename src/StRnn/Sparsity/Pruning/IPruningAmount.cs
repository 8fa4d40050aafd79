namespace StRnn.Sparsity.Pruning;

/// <summary>Decides how many connections of each group go at an update.</summary>
public interface IPruningAmount
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Whether the schedule's pruning rate decides.</summary>
    bool FollowsRate { get; }

    /// <summary>The number of connections to remove from each group, from 0 to its nnz.</summary>
    /// <param name="groups">All groups that are pruned, before the update.</param>
    /// <param name="moment">When in the run, and at which rate.</param>
    int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment);
}
