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
