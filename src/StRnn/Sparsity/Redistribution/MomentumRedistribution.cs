namespace StRnn.Sparsity.Redistribution;

/// <summary>
/// A redistribution rule that regrows the removed connections of all groups where learning is most active: group i gets
/// the share r_i = mean |momentum| over its connections before the update, normalised to sum 1, but at most 0.99 of its
/// free positions; the remainder goes to the other groups equally, as in the public program. A group with density above
/// 0.8 and more than an average share loses at most its sparsity. Sources: SNFS, Dettmers and Zettlemoyer 2019; Liu et
/// al. 2021, section 5.2.
/// </summary>
/// <remarks>
/// Counts are exact, so the published correction of losses by rounding and random draws is not needed.
/// </remarks>
public sealed class MomentumRedistribution : IRedistributionRule
{
    private const double LargestShareOfFree = 0.99;
    private const double DensestUnlimited = 0.8;

    /// <inheritdoc/>
    public string Name => "momentum";

    /// <inheritdoc/>
    public bool NeedsMomentum => true;

    /// <inheritdoc/>
    public int[] LimitPruned(IReadOnlyList<TopologyGroup> groups, int[] pruned)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(pruned);
        if (groups.All(group => Density(group) <= DensestUnlimited))
        {
            return pruned;
        }

        double[] shares = Shares(groups);
        return [.. pruned.Select((count, i) =>
        {
            bool isFull = Density(groups[i]) > DensestUnlimited && shares[i] > 1.0 / groups.Count;
            return isFull ? Math.Min(count, (int)Math.Ceiling((1 - Density(groups[i])) * groups[i].Nnz)) : count;
        })];
    }

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(pruned);
        long wanted = WholeConnections.WeightsOf(groups, pruned);
        long[] free = [.. groups.Select((group, i) => group.FreeAfter(pruned[i], survivors))];
        long[] limits = [.. free.Select(count => (long)(LargestShareOfFree * count))];

        // If nearly everything is full, the last hundredth of the free positions is needed too.
        bool isEnough = limits.Zip(groups, (limit, group) => group.Shape.WeightsOf(limit)).Sum() >= wanted;
        long[] grown = WholeConnections.Divide(
            groups, wanted, Shares(groups), isEnough ? limits : free, spreadsEqually: true);
        return [.. groups.Select((group, i) => group.Nnz - pruned[i] + (int)grown[i])];
    }

    private static double Density(TopologyGroup group) => (double)group.Nnz / group.Shape.Size;

    private static double[] Shares(IReadOnlyList<TopologyGroup> groups)
    {
        double[] means = [.. groups.Select(group => group.MeanMomentumMagnitude())];
        double sum = means.Sum();

        // Without any momentum yet, all groups count equally.
        return [.. means.Select(mean => sum > 0 ? mean / sum : 1.0 / groups.Count)];
    }
}
