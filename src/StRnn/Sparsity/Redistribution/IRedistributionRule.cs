namespace StRnn.Sparsity.Redistribution;

/// <summary>Decides how many connections each group has after a topology update.</summary>
public interface IRedistributionRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Whether the rule looks at the optimiser's momentum.</summary>
    bool NeedsMomentum => false;

    /// <summary>Bounds how many connections are removed, before they are.</summary>
    /// <param name="groups">The groups before the update.</param>
    /// <param name="pruned">What the pruning amount wants to remove of each.</param>
    int[] LimitPruned(IReadOnlyList<TopologyGroup> groups, int[] pruned) => pruned;

    /// <summary>The number of connections of each group after the update, at least what pruning leaves and at most rows * columns.</summary>
    /// <param name="groups">The groups before the update.</param>
    /// <param name="pruned">How many connections of each are removed.</param>
    /// <param name="survivors">Whether what is removed may come back at once, and so counts as free.</param>
    int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors);
}
