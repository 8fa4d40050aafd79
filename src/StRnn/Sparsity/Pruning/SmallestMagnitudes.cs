namespace StRnn.Sparsity.Pruning;

/// <summary>Selects the smallest of many magnitudes in linear time.</summary>
/// <remarks>
/// The order of non-negative floats is the order of their bits, so two counting passes over 16 bits each find a
/// threshold in O(n), without sorting.
/// </remarks>
internal static class SmallestMagnitudes
{
    private const int HalfBits = 16;
    private const uint MagnitudeMask = 0x7FFF_FFFF;
    private const uint LowMask = (1u << HalfBits) - 1;

    /// <summary>Gets the bits of |value|, which sort in the order of magnitudes.</summary>
    public static uint BitsOf(float value) => BitConverter.SingleToUInt32Bits(value) & MagnitudeMask;

    /// <summary>Marks the <paramref name="count"/> smallest magnitudes; among equals, lower indices go first.</summary>
    /// <param name="values">The numbers to select from.</param>
    /// <param name="count">The number of magnitudes to mark, at most all of them.</param>
    /// <param name="marked">Receives true for the selected numbers, and false for the others.</param>
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

    /// <summary>Computes the bits of the rank-th smallest magnitude.</summary>
    /// <param name="values">The numbers to select from.</param>
    /// <param name="rank">The rank, from 1 to the count of the numbers.</param>
    /// <param name="atThreshold">Receives how many of the rank smallest have exactly the returned magnitude.</param>
    /// <returns>The bits of the magnitude.</returns>
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

    /// <summary>Finds the bin that holds the rank-th element, and makes the rank relative to that bin.</summary>
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
