using System.Runtime.CompilerServices;

namespace StRnn.Randomness;

/// <summary>
/// Philox 4x32-10, a counter-based generator. Word k of a stream is a pure function of (seed, stream, step, k), so
/// every mask and every draw is equal on every backend, for any order of evaluation, and after a resume.
/// </summary>
/// <remarks>
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. The counter words are
/// (low 32 bits of k/4, high 32 bits of k/4, step, stream), the key is (low, high) of the seed, and word k is component
/// k mod 4 of the block. The native and OpenCL code computes exactly this.
/// </remarks>
internal static class Philox
{
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Computes the block of four words at a counter.</summary>
    /// <param name="counter0">Low 32 bits of k/4.</param>
    /// <param name="counter1">High 32 bits of k/4.</param>
    /// <param name="counter2">The step number.</param>
    /// <param name="counter3">The stream number.</param>
    /// <param name="seed">The run's seed, used as the key.</param>
    /// <returns>Words 4j to 4j + 3 of the stream, where j is the counter's first 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Block(
        uint counter0, uint counter1, uint counter2, uint counter3, ulong seed)
    {
        uint key0 = (uint)seed;
        uint key1 = (uint)(seed >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong productA = (ulong)MultiplierA * counter0;
            ulong productB = (ulong)MultiplierB * counter2;
            (counter0, counter1, counter2, counter3) = (
                (uint)(productB >> 32) ^ counter1 ^ key0,
                (uint)productB,
                (uint)(productA >> 32) ^ counter3 ^ key1,
                (uint)productA);
            key0 += WeylA;
            key1 += WeylB;
        }

        return (counter0, counter1, counter2, counter3);
    }

    /// <summary>Computes word <paramref name="index"/> of a stream at a step.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">The stream number; see <see cref="RandomStreams"/>.</param>
    /// <param name="step">The step number.</param>
    /// <param name="index">The index k of the word.</param>
    /// <returns>32 random bits.</returns>
    public static uint Word(ulong seed, uint stream, uint step, ulong index)
    {
        ulong block = index >> 2;
        var words = Block((uint)block, (uint)(block >> 32), step, stream, seed);
        return (index & 3) switch
        {
            0 => words.Word0,
            1 => words.Word1,
            2 => words.Word2,
            _ => words.Word3,
        };
    }
}
