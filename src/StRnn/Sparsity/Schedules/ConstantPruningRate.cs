namespace StRnn.Sparsity.Schedules;

/// <summary>A schedule with a constant pruning rate, as in SET (Mocanu et al. 2018).</summary>
/// <param name="rate">The pruning rate, in [0, 1].</param>
public sealed class ConstantPruningRate(double rate) : IPruningRateSchedule
{
    private readonly double _rate = rate is >= 0 and <= 1
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), $"Pruning rate {rate} is not in [0, 1].");

    /// <inheritdoc/>
    public string Name => "constant";

    /// <inheritdoc/>
    public double RateAt(long step, long totalSteps) => _rate;
}
