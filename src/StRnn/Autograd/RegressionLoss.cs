namespace StRnn.Autograd;

/// <summary>
/// The loss of a regression, a mean over a column's m outputs: of the squared errors e^2, or of the Huber losses.
/// </summary>
public readonly record struct RegressionLoss
{
    // 0 for the squared error, so that the default is it.
    private readonly float _delta;

    private RegressionLoss(float delta) => _delta = delta;

    /// <summary>Gets the squared error e^2; its mean is the square of the root mean square error.</summary>
    public static RegressionLoss SquaredError => default;

    /// <summary>Gets a value indicating whether this is the squared error.</summary>
    public bool IsSquaredError => _delta == 0;

    /// <summary>Gets the error from which the loss grows linearly; infinite for the squared error.</summary>
    public float Delta => IsSquaredError ? float.PositiveInfinity : _delta;

    /// <summary>Gets the factor of the kernel's loss e^2 / 2.</summary>
    internal float Factor => IsSquaredError ? 2 : 1;

    /// <summary>
    /// Returns the Huber loss: e^2 / 2 for |e| &lt;= delta, else delta * (|e| - delta / 2). Outliers pull with the
    /// force delta at most.
    /// </summary>
    /// <param name="delta">The error from which the loss grows linearly, above 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not above 0, or not finite.</exception>
    public static RegressionLoss Huber(float delta)
        => delta > 0 && float.IsFinite(delta)
            ? new RegressionLoss(delta)
            : throw new ArgumentOutOfRangeException(
                nameof(delta), delta, "The delta of a Huber loss must be above 0 and finite.");
}
