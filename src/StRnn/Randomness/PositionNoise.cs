namespace StRnn.Randomness;

/// <summary>
/// Random numbers addressed by position, so that they do not depend on the order in which they are drawn.
/// </summary>
internal static class PositionNoise
{
    private const double Words = 4294967296.0;

    /// <summary>Computes a number uniform in (-1, 1), symmetric around 0 and never 0.</summary>
    public static double Uniform(ulong seed, uint stream, uint step, ulong position)
        => (2 * Open(Philox.Word(seed, stream, step, position))) - 1;

    /// <summary>Computes a standard normal number by the Box-Muller transform of words 2k and 2k+1.</summary>
    public static double Normal(ulong seed, uint stream, uint step, ulong position)
    {
        double radius = Math.Sqrt(-2 * Math.Log(Open(Philox.Word(seed, stream, step, 2 * position))));
        return radius * Math.Cos(2 * Math.PI * Open(Philox.Word(seed, stream, step, (2 * position) + 1)));
    }

    // The middle of the word's interval, in (0, 1).
    private static double Open(uint word) => (word + 0.5) / Words;
}
