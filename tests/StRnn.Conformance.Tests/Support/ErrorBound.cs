namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// Bounds on rounding errors in single precision. They follow from the arithmetic; none is fitted to what a backend
/// happens to produce. Source for sums: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section
/// 3.1.
/// </summary>
internal static class ErrorBound
{
    /// <summary>u = 2^-24, the largest relative error of one rounding.</summary>
    public const double Unit = 1.0 / (1 << 24);

    /// <summary>The smallest positive number: what one rounding may lose where numbers are subnormal.</summary>
    public const double Tiny = float.Epsilon;

    /// <summary>
    /// 2^-126, the smallest normal number: exponentials may flush what lies below it, so an activation may differ by as
    /// much.
    /// </summary>
    public const double SmallestNormal = 1.17549435e-38;

    /// <summary>
    /// What the suite allows an exponential, logarithm, logistic or hyperbolic tangent: 4 units in the last place of a
    /// result in [1, 2), that is 8u, relative for exp and log, absolute for functions bounded by 1.
    /// </summary>
    public const double Elementary = 8 * Unit;

    /// <summary>
    /// γ_k * sum |a*b| with γ_k = k*u/(1 - k*u): holds for k products added in any order, fused or not.
    /// </summary>
    public static double OfSum(int terms, double magnitude) =>
        (terms * Unit / (1 - (terms * Unit)) * magnitude) + (terms * Tiny);
}
