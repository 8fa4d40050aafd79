namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning rule that removes the connections of smallest |w|; among equals, lower canonical indices go first. Source:
/// Liu et al. 2021, section 3.
/// </summary>
public sealed class MagnitudePruning : IPruningRule
{
    /// <inheritdoc/>
    public string Name => "magnitude";

    /// <inheritdoc/>
    public void Mark(PruningCandidates connections, int count, Span<bool> pruned)
        => SmallestMagnitudes.Mark(connections.Values, count, pruned);
}
