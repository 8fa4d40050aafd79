namespace StRnn.Sparsity.Schedules;

/// <summary>A schedule with linear decay: p_t = p_0 * (1 - t/T).</summary>
/// <param name="initialRate">The initial pruning rate p_0, in [0, 1].</param>
public sealed class LinearPruningRate(double initialRate) : IPruningRateSchedule
{
    private readonly double _initialRate = initialRate is >= 0 and <= 1
        ? initialRate
        : throw new ArgumentOutOfRangeException(nameof(initialRate), $"Pruning rate {initialRate} is not in [0, 1].");

    /// <inheritdoc/>
    public string Name => "linear";

    /// <inheritdoc/>
    public double RateAt(long step, long totalSteps)
        => _initialRate * (1 - (totalSteps > 0 ? Math.Min(1, (double)step / totalSteps) : 1));
}
