using StRnn.Sparsity.Initialization;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount for gradual pruning from dense: a group whose final sparsity is s is pruned to sparsity s_t = s *
/// (1 - (1 - (t - T_b)/(T_e - T_b))³) between the begin of pruning T_b and its end T_e. Source: Zhu and Gupta 2017,
/// equation 1, with initial sparsity 0.
/// </summary>
/// <param name="final">Decides the final number of connections of each group.</param>
/// <param name="endFraction">The end of pruning T_e as a share of the run, in (0, 1].</param>
/// <param name="beginFraction">The begin of pruning T_b as a share of the run, from 0 to below the end.</param>
public sealed class CubicDensity(
    ISparseInitializer final,
    double endFraction = CubicDensity.DefaultEndFraction,
    double beginFraction = 0) : IPruningAmount
{
    /// <summary>The default end of pruning, three quarters of the run, which leaves a quarter to recover.</summary>
    public const double DefaultEndFraction = 0.75;

    private readonly double _endFraction = endFraction is > 0 and <= 1
        ? endFraction
        : throw new ArgumentOutOfRangeException(nameof(endFraction), $"End fraction {endFraction} is not in (0, 1].");

    private readonly double _beginFraction = beginFraction >= 0 && beginFraction < endFraction
        ? beginFraction
        : throw new ArgumentOutOfRangeException(
            nameof(beginFraction), $"Begin fraction {beginFraction} is not from 0 to below the end, {endFraction}.");

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
        double begin = _beginFraction * moment.TotalSteps;
        double length = Math.Max(1, (_endFraction * moment.TotalSteps) - begin);
        double left = 1 - Math.Clamp((moment.Step - begin) / length, 0, 1);
        return [.. groups.Zip(ends, (group, end) =>
        {
            double share = (group.Shape.Size - end) * (1 - (left * left * left));
            return (int)Math.Max(0, group.Nnz - (group.Shape.Size - Math.Round(share)));
        })];
    }
}
