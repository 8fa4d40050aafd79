namespace StRnn.Sparsity.Pruning;

/// <summary>
/// Removes the connections of smallest |w|; among equals the one of lower canonical index goes first.
/// Source: Liu et al. 2021, section 3.
/// </summary>
public sealed class MagnitudePruning : IPruningRule
{
    /// <inheritdoc/>
    public string Name => "magnitude";

    /// <inheritdoc/>
    public void Mark(PruningCandidates connections, int count, Span<bool> pruned)
        => SmallestMagnitudes.Mark(connections.Values, count, pruned);
}
