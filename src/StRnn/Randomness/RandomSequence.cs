namespace StRnn.Randomness;

/// <summary>Reads a Philox stream at one step word after word.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="stream">The stream.</param>
/// <param name="step">The step.</param>
public struct RandomSequence(ulong seed, uint stream, uint step)
{
    // A branch begins so far along the stream that no other one reaches it.
    private const int BranchBits = 40;

    // The draw that comes next, counted in pairs of words: a block holds two.
    private ulong _draw;
    private ulong _secondOfBlock;

    /// <summary>A sequence of its own of the same stream and step; branch 0 is the sequence's beginning.</summary>
    /// <param name="number">Which, from 0.</param>
    public readonly RandomSequence Branch(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new RandomSequence(seed, stream, step) { _draw = (ulong)number << BranchBits };
    }

    /// <summary>A uniform integer in [0, bound), by multiply-high of 64 random bits: biased by less than bound / 2⁶⁴.</summary>
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
}
