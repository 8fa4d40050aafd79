namespace StRnn.Optimizers;

/// <summary>
/// The initial rate for k epochs, then a factor every n epochs: rate_e = initial * factor^ceil(max(0, e - k) / n) in epoch e = 1, 2, ...
/// Source: Zaremba et al. 2014, with n = 1; steps of many epochs as in the published program of Wen et al. 2018.
/// </summary>
/// <param name="initialRate">The rate of the first k epochs, above 0.</param>
/// <param name="constantEpochs">k, at least 0.</param>
/// <param name="factor">In (0, 1].</param>
/// <param name="every">n, at least 1.</param>
public sealed class DecayAfterEpoch(double initialRate, int constantEpochs, double factor, int every = 1) : ILearningRateSchedule
{
    private readonly double _initialRate = initialRate > 0
        ? initialRate
        : throw new ArgumentOutOfRangeException(nameof(initialRate), $"Learning rate {initialRate} is not above 0.");

    private readonly double _factor = factor is > 0 and <= 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), $"The decay factor {factor} is not in (0, 1].");

    private readonly int _every = every >= 1
        ? every
        : throw new ArgumentOutOfRangeException(nameof(every), $"A decay every {every} epochs is none: give at least 1.");

    private int _epoch = 1;

    /// <inheritdoc/>
    public double Rate => _initialRate * Math.Pow(_factor, Math.Ceiling(Math.Max(0, _epoch - constantEpochs) / (double)_every));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> State => new SortedDictionary<string, double> { ["epoch"] = _epoch };

    /// <inheritdoc/>
    public void EndEpoch(double validationLoss) => _epoch++;

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, double> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _epoch = (int)state["epoch"];
    }
}
