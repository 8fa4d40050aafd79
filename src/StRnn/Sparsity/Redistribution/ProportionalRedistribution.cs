namespace StRnn.Sparsity.Redistribution;

/// <summary>
/// What was removed everywhere regrows in proportion to what each group has left: group i gets the share nnz_i / sum(nnz), counted after
/// pruning. The total stays what it was, the work of a step does not. Source: DSR, Mostafa and Wang 2019, algorithm 1; what is left of rounding goes to the
/// largest fractions, where the published program draws a tensor.
/// </summary>
public sealed class ProportionalRedistribution : IRedistributionRule
{
    /// <inheritdoc/>
    public string Name => "proportional";

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(pruned);
        int[] left = [.. groups.Zip(pruned, (group, count) => group.Nnz - count)];

        long[] free = [.. groups.Select((group, i) => group.FreeAfter(pruned[i], survivors))];
        long[] grown = LargestRemainder.Of(pruned.Sum(count => (long)count), [.. left.Select(count => (double)count)], free);
        return [.. left.Zip(grown, (kept, count) => kept + (int)count)];
    }
}
