namespace StRnn.Sparsity.Redistribution;

/// <summary>
/// A redistribution rule that regrows nothing: each group keeps what pruning leaves, as in dense-to-sparse methods.
/// </summary>
public sealed class NoReplacement : IRedistributionRule
{
    /// <inheritdoc/>
    public string Name => "no-replacement";

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors)
        => [.. groups.Zip(pruned, (group, count) => group.Nnz - count)];
}
