namespace StRnn.Optimizers;

/// <summary>
/// A learning-rate schedule that divides the rate by a factor after every epoch whose validation loss is not the lowest
/// so far, without patience. Epochs that cannot be compared count neither as best nor as stalled. Source: Liu et al.
/// 2021, section 4.1 (factor 1.33 for the LSTM).
/// </summary>
/// <param name="initialRate">The rate of the first epoch, above 0.</param>
/// <param name="factor">The divisor, above 1.</param>
public sealed class DivideOnStall(double initialRate, double factor) : ILearningRateSchedule
{
    private readonly double _factor = factor > 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), $"The divisor {factor} is not above 1.");

    private double? _best;

    /// <inheritdoc/>
    public double Rate { get; private set; } = initialRate > 0
        ? initialRate
        : throw new ArgumentOutOfRangeException(nameof(initialRate), $"Learning rate {initialRate} is not above 0.");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> State
        => _best is { } best
            ? new SortedDictionary<string, double> { ["rate"] = Rate, ["best"] = best }
            : new SortedDictionary<string, double> { ["rate"] = Rate };

    /// <inheritdoc/>
    public void EndEpoch(double? validationLoss)
    {
        if (validationLoss is not { } loss)
        {
            return;
        }

        if (_best is null || loss < _best)
        {
            _best = loss;
        }
        else
        {
            Rate /= _factor;
        }
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, double> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Rate = state["rate"];
        _best = state.TryGetValue("best", out double best) ? best : null;
    }
}
