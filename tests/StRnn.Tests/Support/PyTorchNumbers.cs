namespace StRnn.Tests.Support;

/// <summary>Helpers of the comparisons with recorded numbers of PyTorch.</summary>
internal static class PyTorchNumbers
{
    private const double Tolerance = 1e-12;

    /// <summary>Computes scale * sin(frequency * k + phase), the operands of the recorded programs.</summary>
    public static double[] Fill(int count, double frequency, double phase, double scale)
        => [.. Enumerable.Range(0, count).Select(k => scale * Math.Sin((frequency * k) + phase))];

    /// <summary>Lists the positions of a matrix without gaps, for storing it as a sparse one.</summary>
    public static long[] Full(int count) => [.. Enumerable.Range(0, count).Select(k => (long)k)];

    /// <summary>Reorders [time, batch, feature], PyTorch's order, to [feature, time*batch], ours.</summary>
    public static double[] FeatureMajor(double[] values, int features)
    {
        int columns = values.Length / features;
        return [.. Enumerable.Range(0, values.Length).Select(k => values[(k % columns * features) + (k / columns)])];
    }

    public static void AssertEqual(double[] actual, double[] expected, string what)
        => Assert.That(actual, Is.EqualTo(expected).Within(Tolerance), what);
}
