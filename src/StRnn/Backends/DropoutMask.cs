namespace StRnn.Backends;

/// <summary>
/// A dropout mask, by name rather than by content: bit (i, j) is a pure function of these numbers and the logical index
/// i * columns + j, so it is the same on every backend, for any layout and thread count, and after a resume.
/// </summary>
/// <param name="Seed">The run's seed: Philox's key.</param>
/// <param name="Stream">Which random stream of the run.</param>
/// <param name="Step">The global optimiser step.</param>
/// <param name="Probability">p, the probability to drop an element, in [0, 1).</param>
public readonly record struct DropoutMask(ulong Seed, uint Stream, uint Step, float Probability)
{
    /// <summary>An element is kept when its 32-bit draw is at or above this number: round(p * 2³²).</summary>
    public uint Threshold => (uint)Math.Min(uint.MaxValue, Math.Round(Probability * 4294967296.0));

    /// <summary>What a kept element is multiplied with: 1/(1 - p).</summary>
    public float Scale => 1f / (1f - Probability);
}
