namespace StRnn.Sparsity.Redistribution;

/// <summary>
/// A redistribution rule that regrows the removed connections of all groups in proportion to what each group has left:
/// group i gets the share nnz_i / sum(nnz), counted after pruning. The total number of connections stays constant; the
/// FLOPs of a step do not. Source: DSR, Mostafa and Wang 2019, algorithm 1. Units lost by rounding down go to the
/// largest fractions, where the published program draws a tensor at random.
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
        double[] shares = [.. left.Zip(groups, (count, group) => (double)group.Shape.WeightsOf(count))];
        long[] grown = WholeConnections.Divide(groups, WholeConnections.WeightsOf(groups, pruned), shares, free);
        return [.. left.Zip(grown, (kept, count) => kept + (int)count)];
    }
}
