using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// The number of connections of gradual pruning with regrowth: each group falls from its first number n_i to its final
/// one n_f by n_t = n_f + (n_i - n_f) * (1 - t/T_e)³, and each update removes a share p of n_t more, which regrowth
/// brings back. It is the pruning amount and the redistribution of one rule. Source: GraNet, Liu et al. 2021 (arXiv
/// 2106.10404), equation 2 and section 4.
/// </summary>
/// <remarks>
/// Each group has its own number, where the public program compares magnitudes across all layers, so that layers end at
/// densities of their own.
/// </remarks>
/// <param name="first">Decides the number of connections of each group at the start.</param>
/// <param name="final">Decides the final number, at most the first one.</param>
/// <param name="endFraction">The end of pruning T_e as a share of the run, in (0, 1].</param>
public sealed class GradualDensity(ISparseInitializer first, ISparseInitializer final, double endFraction)
    : IPruningAmount, IRedistributionRule
{
    private readonly double _endFraction = endFraction is > 0 and <= 1
        ? endFraction
        : throw new ArgumentOutOfRangeException(nameof(endFraction), $"End fraction {endFraction} is not in (0, 1].");

    /// <inheritdoc cref="IPruningAmount.Name"/>
    public string Name => "gradual";

    /// <inheritdoc/>
    public bool FollowsRate => false;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(moment);
        return [.. groups.Zip(
            Targets(groups, moment),
            (group, target) => group.Nnz - target + (int)Math.Floor(moment.Rate * target))];
    }

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> pruned, SurvivorPolicy survivors)
        => throw new InvalidOperationException("The number of connections depends on the time in the run.");

    /// <inheritdoc/>
    public int[] AllocateNnz(
        IReadOnlyList<TopologyGroup> groups,
        IReadOnlyList<int> pruned,
        SurvivorPolicy survivors,
        TopologyMoment moment) => Targets(groups, moment);

    private int[] Targets(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        MatrixShape[] shapes = [.. groups.Select(group => group.Shape)];
        int[] begins = first.AllocateNnz(shapes);
        int[] ends = final.AllocateNnz(shapes);
        double left = 1 - Math.Min(1, moment.Step / Math.Max(1, _endFraction * moment.TotalSteps));
        return [.. groups.Select((group, i) =>
            (int)Math.Min(group.Nnz, Math.Round(ends[i] + ((begins[i] - ends[i]) * left * left * left))))];
    }
}
