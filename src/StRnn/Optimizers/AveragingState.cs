namespace StRnn.Optimizers;

/// <summary>
/// The state of a nonmonotone trigger: it averages from the epoch on whose validation loss is above the lowest one of
/// all epochs but the last n before it. Source: Merity et al. 2018 (arXiv 1708.02182), algorithm 1.
/// </summary>
public sealed record AveragingState
{
    /// <summary>Gets a value indicating whether the weights are averaged.</summary>
    public bool IsAveraging { get; init; }

    /// <summary>Gets the number of steps that were averaged.</summary>
    public long Steps { get; init; }

    /// <summary>Gets the lowest validation loss of all epochs but the last n; null before there is one.</summary>
    public double? Lowest { get; init; }

    /// <summary>Gets the validation losses of the last n epochs, oldest first.</summary>
    public IReadOnlyList<double> Recent { get; init; } = [];

    /// <summary>Returns the state after another epoch.</summary>
    /// <param name="loss">The epoch's validation loss.</param>
    /// <param name="interval">n, at least 1.</param>
    public AveragingState After(double loss, int interval)
    {
        if (IsAveraging)
        {
            return this;
        }

        bool isFull = Recent.Count == interval;
        return this with
        {
            IsAveraging = loss > Lowest,
            Lowest = isFull ? Math.Min(Lowest ?? double.PositiveInfinity, Recent[0]) : Lowest,
            Recent = [.. Recent.Skip(isFull ? 1 : 0), loss],
        };
    }
}
