namespace StRnn.Sparsity.Redistribution;

/// <summary>
/// A redistribution rule by which every group keeps its number of connections. Source: Liu et al. 2021, section 3.
/// </summary>
public sealed class NoRedistribution : IRedistributionRule
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors)
        => [.. groups.Select(group => group.Nnz)];
}
