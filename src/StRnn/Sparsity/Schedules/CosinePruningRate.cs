namespace StRnn.Sparsity.Schedules;

/// <summary>
/// A schedule with cosine decay: p_t = p_min + (p_0 - p_min) * (1 + cos(π t / T)) / 2. Source: Liu et al. 2021, section
/// 3; the authors' code decays to p_min = 0.005 instead of 0.
/// </summary>
/// <param name="initialRate">The initial pruning rate p_0, in [0, 1].</param>
/// <param name="finalRate">The final pruning rate p_min, in [0, p_0].</param>
public sealed class CosinePruningRate(double initialRate, double finalRate = CosinePruningRate.PublishedFinalRate)
    : IPruningRateSchedule
{
    /// <summary>The final pruning rate p_min of the authors' code.</summary>
    public const double PublishedFinalRate = 0.005;

    private readonly double _initialRate = initialRate is >= 0 and <= 1
        ? initialRate
        : throw new ArgumentOutOfRangeException(nameof(initialRate), $"Pruning rate {initialRate} is not in [0, 1].");

    private readonly double _finalRate = Math.Min(finalRate, initialRate);

    /// <inheritdoc/>
    public string Name => "cosine";

    /// <inheritdoc/>
    public double RateAt(long step, long totalSteps)
    {
        double progress = totalSteps > 0 ? Math.Min(1, (double)step / totalSteps) : 1;
        return _finalRate + ((_initialRate - _finalRate) * (1 + Math.Cos(Math.PI * progress)) / 2);
    }
}
