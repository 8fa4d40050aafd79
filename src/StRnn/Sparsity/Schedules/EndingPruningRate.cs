namespace StRnn.Sparsity.Schedules;

/// <summary>
/// A schedule that compresses another one into the first part of the run and is 0 afterwards: p_t = p(t, T_e) for t
/// &lt; T_e, then no update. RigL's f_decay (Evci et al. 2020, section 3) is this with a cosine to 0 and T_e = 0.75 T.
/// </summary>
/// <param name="schedule">The schedule of the first part.</param>
/// <param name="endFraction">The end of the first part as a share of the run, T_e / T, in (0, 1].</param>
public sealed class EndingPruningRate(IPruningRateSchedule schedule, double endFraction) : IPruningRateSchedule
{
    private readonly double _endFraction = endFraction is > 0 and <= 1
        ? endFraction
        : throw new ArgumentOutOfRangeException(nameof(endFraction), $"End fraction {endFraction} is not in (0, 1].");

    /// <inheritdoc/>
    public string Name => schedule.Name;

    /// <inheritdoc/>
    public double RateAt(long step, long totalSteps)
    {
        long end = (long)Math.Round(_endFraction * totalSteps);
        return step >= end && _endFraction < 1 ? 0 : schedule.RateAt(step, end);
    }
}
