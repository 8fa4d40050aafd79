namespace StRnn.Randomness;

/// <summary>The order of an epoch's examples: a Fisher-Yates shuffle that depends on seed and epoch alone.</summary>
public static class EpochOrder
{
    /// <summary>Fills a span with the numbers 0 ... n - 1 in an epoch's order.</summary>
    /// <param name="order">Receives the n numbers.</param>
    /// <param name="seed">The seed of the run; null for ascending order.</param>
    /// <param name="epoch">The number of the epoch, from 0.</param>
    public static void Fill(Span<int> order, ulong? seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (seed is not { } value)
        {
            return;
        }

        var random = new RandomSequence(value, RandomStreams.Shuffle, (uint)epoch);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = (int)random.NextInt64(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
