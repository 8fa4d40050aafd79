namespace StRnn.Sparsity.Pruning;

/// <summary>Finds the smallest of many magnitudes in linear time.</summary>
/// <remarks>
/// The order of non-negative floats is the order of their bits, so two counting passes over 16 bits each find a threshold in O(n), without
/// sorting.
/// </remarks>
internal static class SmallestMagnitudes
{
    private const int HalfBits = 16;
    private const uint MagnitudeMask = 0x7FFF_FFFF;
    private const uint LowMask = (1u << HalfBits) - 1;

    /// <summary>The bits of |value|, which sort as magnitudes do.</summary>
    public static uint BitsOf(float value) => BitConverter.SingleToUInt32Bits(value) & MagnitudeMask;

    /// <summary>Marks the <paramref name="count"/> smallest magnitudes; among equals the one of lower index goes first.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">How many, at most as many as there are numbers.</param>
    /// <param name="marked">Receives true for those, false for the others.</param>
    public static void Mark(ReadOnlySpan<float> values, int count, Span<bool> marked)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, values.Length);
        if (count == 0)
        {
            marked.Clear();
            return;
        }

        uint threshold = Threshold(values, count, out int atThreshold);
        for (int k = 0; k < values.Length; k++)
        {
            uint magnitude = BitsOf(values[k]);
            marked[k] = magnitude < threshold || (magnitude == threshold && atThreshold-- > 0);
        }
    }

    /// <summary>The bits of the rank-th smallest magnitude, and how many of exactly that magnitude are among the rank smallest.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="rank">From 1 to their count.</param>
    /// <param name="atThreshold">How many of the magnitude returned are among the rank smallest.</param>
    public static uint Threshold(ReadOnlySpan<float> values, int rank, out int atThreshold)
    {
        var histogram = new int[1 << HalfBits];
        foreach (float value in values)
        {
            histogram[BitsOf(value) >> HalfBits]++;
        }

        uint high = FindBin(histogram, ref rank);
        Array.Clear(histogram);
        foreach (float value in values)
        {
            uint magnitude = BitsOf(value);
            if (magnitude >> HalfBits == high)
            {
                histogram[magnitude & LowMask]++;
            }
        }

        uint low = FindBin(histogram, ref rank);
        atThreshold = rank;
        return (high << HalfBits) | low;
    }

    /// <summary>The bin that holds the rank-th element; the rank becomes that within the bin.</summary>
    private static uint FindBin(int[] histogram, ref int rank)
    {
        uint bin = 0;
        while (rank > histogram[bin])
        {
            rank -= histogram[bin];
            bin++;
        }

        return bin;
    }
}
