using StRnn.Autograd;

namespace StRnn.Series;

/// <summary>Options of a forecast: which channels, how many steps ahead, and the loss.</summary>
public sealed record ForecastOptions
{
    /// <summary>
    /// Gets the numbers of steps ahead, each at least 1. With [1], each step predicts the next; with [12], the one
    /// twelve steps later; with 1 ... 12, all of these.
    /// </summary>
    public IReadOnlyList<int> Horizons { get; init; } = [1];

    /// <summary>Gets the names of the channels to predict; null for all, which feeding back needs.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Gets the loss, of standardised values.</summary>
    public RegressionLoss Loss { get; init; }

    /// <summary>
    /// Gets the number of steps that run before the first scored one of an evaluation, to warm up the state.
    /// </summary>
    public int Context { get; init; } = 100;
}
