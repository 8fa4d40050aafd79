namespace StRnn.Randomness;

/// <summary>A reader of consecutive words of a Philox stream at one step.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="stream">The stream number; see <see cref="RandomStreams"/>.</param>
/// <param name="step">The step number.</param>
public struct RandomSequence(ulong seed, uint stream, uint step)
{
    // Branches start this far apart in the stream, so that they never overlap.
    private const int BranchBits = 40;

    // The index of the next draw; a draw takes two words, and a block holds two draws.
    private ulong _draw;
    private ulong _secondOfBlock;

    /// <summary>
    /// Creates an independent sequence of the same stream and step; branch 0 is this sequence from its beginning.
    /// </summary>
    /// <param name="number">The number of the branch, from 0.</param>
    public readonly RandomSequence Branch(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new RandomSequence(seed, stream, step) { _draw = (ulong)number << BranchBits };
    }

    /// <summary>
    /// Draws a uniform integer in [0, bound) by multiply-high of 64 random bits; the bias is less than bound / 2⁶⁴.
    /// </summary>
    /// <param name="bound">The exclusive upper bound, at least 1.</param>
    public long NextInt64(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong bits = _secondOfBlock;
        if ((_draw & 1) == 0)
        {
            ulong block = _draw >> 1;
            var words = Philox.Block((uint)block, (uint)(block >> 32), step, stream, seed);
            bits = ((ulong)words.Word1 << 32) | words.Word0;
            _secondOfBlock = ((ulong)words.Word3 << 32) | words.Word2;
        }

        _draw++;
        return (long)Math.BigMul(bits, (ulong)bound, out _);
    }

    /// <summary>Passes over draws without making them, in constant time.</summary>
    /// <param name="draws">The number of draws.</param>
    internal void Skip(long draws)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        _draw += (ulong)draws;
        if ((_draw & 1) != 0)
        {
            // The second draw of a block comes from what the first one left.
            _draw--;
            _ = NextInt64(1);
        }
    }
}
