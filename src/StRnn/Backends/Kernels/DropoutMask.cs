namespace StRnn.Backends.Kernels;

/// <summary>
/// The description of a dropout mask, which is never stored: bit (i, j) is a pure function of these numbers and the
/// logical index i * columns + j, so it is the same on every backend, for any layout and thread count, and after a
/// resume.
/// </summary>
/// <param name="Seed">The run's seed: Philox's key.</param>
/// <param name="Stream">The random stream of the run.</param>
/// <param name="Step">The number of training steps done before.</param>
/// <param name="Probability">p, the probability to drop an element, in [0, 1).</param>
/// <param name="Columns">
/// The columns of the mask; 0 for as many as the matrix has. With B columns, all time steps share one mask (variational
/// dropout, Gal and Ghahramani 2016): column j uses the mask's column j mod B, at the logical index i * B + j mod B.
/// </param>
public readonly record struct DropoutMask(ulong Seed, uint Stream, uint Step, float Probability, int Columns = 0)
{
    /// <summary>Gets the smallest 32-bit draw that keeps an element, round(p * 2³²).</summary>
    public uint Threshold => (uint)Math.Min(uint.MaxValue, Math.Round(Probability * 4294967296.0));

    /// <summary>Gets the factor of a kept element, 1/(1 - p).</summary>
    public float Scale => 1f / (1f - Probability);
}
