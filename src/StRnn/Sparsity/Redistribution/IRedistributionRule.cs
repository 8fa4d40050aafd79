namespace StRnn.Sparsity.Redistribution;

/// <summary>Decides how many connections each group has after a topology update.</summary>
public interface IRedistributionRule
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Gets a value indicating whether the rule needs the optimiser's momentum.</summary>
    bool NeedsMomentum => false;

    /// <summary>Limits the number of connections to remove, before they are removed.</summary>
    /// <param name="groups">The groups before the update.</param>
    /// <param name="pruned">The number of connections of each group that the pruning amount asks to remove.</param>
    /// <returns>The number of connections of each group to remove.</returns>
    int[] LimitPruned(IReadOnlyList<TopologyGroup> groups, int[] pruned) => pruned;

    /// <summary>
    /// Computes the number of connections of each group after the update: at least what pruning leaves, and at most
    /// rows * columns.
    /// </summary>
    /// <param name="groups">The groups before the update.</param>
    /// <param name="pruned">The number of removed connections of each group.</param>
    /// <param name="survivors">
    /// The policy for removed connections, which decides whether their positions count as free.
    /// </param>
    /// <returns>The number of connections of each group.</returns>
    int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors);

    /// <summary>
    /// Computes the same for a rule by which the number of connections depends on the time in the run.
    /// </summary>
    /// <param name="groups">The groups before the update.</param>
    /// <param name="pruned">The number of removed connections of each group.</param>
    /// <param name="survivors">The policy for removed connections.</param>
    /// <param name="moment">The time in the run.</param>
    /// <returns>The number of connections of each group.</returns>
    int[] AllocateNnz(
        IReadOnlyList<TopologyGroup> groups,
        IReadOnlyList<int> pruned,
        SurvivorPolicy survivors,
        TopologyMoment moment) => AllocateNnz(groups, pruned, survivors);
}
