namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// Comparisons of whole arrays that report the first difference, also where assertions are collected and a failure does
/// not end the test.
/// </summary>
internal static class Compare
{
    /// <summary>
    /// Fails unless each element lies within its bound, and NaN and infinities stand exactly where the oracle has them.
    /// </summary>
    public static void AssertWithin(string context, float[] actual, double[] expected, Func<int, double> bound)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), context);
        for (int at = 0; at < actual.Length; at++)
        {
            bool ok = double.IsFinite(expected[at])
                ? Math.Abs(actual[at] - expected[at]) <= bound(at)
                : expected[at].Equals((double)actual[at]);
            if (!ok)
            {
                Assert.Fail(
                    $"{context}: element {at} of {actual.Length} is {actual[at]:R}, expected {expected[at]:R}, "
                    + $"error {Math.Abs(actual[at] - expected[at]):G3}, allowed {bound(at):G3}.");
                return;
            }
        }
    }

    /// <summary>Fails unless the bits are the same, element for element.</summary>
    public static void AssertSameBits(string context, float[] actual, float[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), context);
        for (int at = 0; at < actual.Length; at++)
        {
            if (BitConverter.SingleToInt32Bits(actual[at]) != BitConverter.SingleToInt32Bits(expected[at]))
            {
                Assert.Fail(
                    $"{context}: element {at} of {actual.Length} is {actual[at]:R}, "
                    + $"expected the bits of {expected[at]:R}.");
                return;
            }
        }
    }
}

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
