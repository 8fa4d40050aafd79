namespace StRnn.Sparsity.Pruning;

/// <summary>
/// Removes the connections of smallest |w|; among equals the one of lower canonical index goes first.
/// Source: Liu et al. 2021, section 3.
/// </summary>
/// <remarks>
/// The order of non-negative floats is the order of their bits, so two counting passes over 16 bits each find the threshold in
/// O(nnz), without sorting.
/// </remarks>
public sealed class MagnitudePruning : IPruningRule
{
    private const int HalfBits = 16;
    private const uint MagnitudeMask = 0x7FFF_FFFF;
    private const uint LowMask = (1u << HalfBits) - 1;

    /// <inheritdoc/>
    public string Name => "magnitude";

    /// <inheritdoc/>
    public void Mark(ReadOnlySpan<float> values, int count, Span<bool> pruned)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, values.Length);
        if (count == 0)
        {
            pruned.Clear();
            return;
        }

        uint threshold = Threshold(values, count, out int atThreshold);
        for (int k = 0; k < values.Length; k++)
        {
            uint magnitude = Magnitude(values[k]);
            pruned[k] = magnitude < threshold || (magnitude == threshold && atThreshold-- > 0);
        }
    }

    /// <summary>The count-th smallest magnitude, and how many connections of exactly that magnitude must go.</summary>
    private static uint Threshold(ReadOnlySpan<float> values, int count, out int atThreshold)
    {
        var histogram = new int[1 << HalfBits];
        foreach (float value in values)
        {
            histogram[Magnitude(value) >> HalfBits]++;
        }

        uint high = FindBin(histogram, ref count);
        Array.Clear(histogram);
        foreach (float value in values)
        {
            uint magnitude = Magnitude(value);
            if (magnitude >> HalfBits == high)
            {
                histogram[magnitude & LowMask]++;
            }
        }

        uint low = FindBin(histogram, ref count);
        atThreshold = count;
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

    private static uint Magnitude(float value) => BitConverter.SingleToUInt32Bits(value) & MagnitudeMask;
}
