namespace StRnn.Optimizers;

/// <summary>
/// A learning-rate schedule that keeps the initial rate for k epochs and then multiplies it by a factor every n epochs:
/// rate_e = initial * factor^ceil(max(0, e - k) / n) in epoch e = 1, 2, ... Source: Zaremba et al. 2014, with n = 1;
/// the published program of Wen et al. 2018, with n above 1.
/// </summary>
/// <param name="initialRate">The rate of the first k epochs, above 0.</param>
/// <param name="constantEpochs">The number of epochs k at the initial rate, at least 0.</param>
/// <param name="factor">The decay factor, in (0, 1].</param>
/// <param name="every">The number of epochs n between two decays, at least 1.</param>
public sealed class DecayAfterEpoch(double initialRate, int constantEpochs, double factor, int every = 1)
    : ILearningRateSchedule
{
    private readonly double _initialRate = initialRate > 0
        ? initialRate
        : throw new ArgumentOutOfRangeException(nameof(initialRate), $"Learning rate {initialRate} is not above 0.");

    private readonly double _factor = factor is > 0 and <= 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), $"The decay factor {factor} is not in (0, 1].");

    private readonly int _every = every >= 1
        ? every
        : throw new ArgumentOutOfRangeException(nameof(every), $"The decay interval {every} is not at least 1 epoch.");

    private int _epoch = 1;

    /// <inheritdoc/>
    public double Rate
        => _initialRate * Math.Pow(_factor, Math.Ceiling(Math.Max(0, _epoch - constantEpochs) / (double)_every));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> State => new SortedDictionary<string, double> { ["epoch"] = _epoch };

    /// <inheritdoc/>
    public void EndEpoch(double? validationLoss) => _epoch++;

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, double> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _epoch = (int)state["epoch"];
    }
}
