using StRnn.Sparsity.Initialization;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount for gradual pruning from dense: a group whose final sparsity is s is pruned to sparsity s_t = s *
/// (1 - (1 - t/T_e)³), where T_e is the end of pruning. Source: Zhu and Gupta 2017, equation 1, with initial sparsity 0
/// and t_0 = 0.
/// </summary>
/// <param name="final">Decides the final number of connections of each group.</param>
/// <param name="endFraction">The end of pruning T_e as a share of the run, in (0, 1].</param>
public sealed class CubicDensity(ISparseInitializer final, double endFraction = CubicDensity.DefaultEndFraction)
    : IPruningAmount
{
    /// <summary>The default end of pruning, three quarters of the run, which leaves a quarter to recover.</summary>
    public const double DefaultEndFraction = 0.75;

    private readonly double _endFraction = endFraction is > 0 and <= 1
        ? endFraction
        : throw new ArgumentOutOfRangeException(nameof(endFraction), $"End fraction {endFraction} is not in (0, 1].");

    /// <inheritdoc/>
    public string Name => "cubic";

    /// <inheritdoc/>
    public bool FollowsRate => false;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(moment);
        int[] ends = final.AllocateNnz([.. groups.Select(group => group.Shape)]);
        double left = 1 - Math.Min(1, moment.Step / Math.Max(1, _endFraction * moment.TotalSteps));
        return [.. groups.Zip(ends, (group, end) =>
        {
            double share = (group.Shape.Size - end) * (1 - (left * left * left));
            return (int)Math.Max(0, group.Nnz - (group.Shape.Size - Math.Round(share)));
        })];
    }
}
