namespace StRnn.Sparsity.Redistribution;

/// <summary>Nothing regrows: a group keeps what pruning leaves. The way of dense-to-sparse methods.</summary>
public sealed class NoReplacement : IRedistributionRule
{
    /// <inheritdoc/>
    public string Name => "no-replacement";

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors)
        => [.. groups.Zip(pruned, (group, count) => group.Nnz - count)];
}
