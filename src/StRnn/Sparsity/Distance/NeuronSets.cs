using System.Numerics;
using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Distance;

/// <summary>The inputs of each of n neurons as bit sets, with one bit per input of each gate of each tensor.</summary>
internal sealed class NeuronSets
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _bits;
    private readonly int[] _counts;
    private readonly int _words;

    private NeuronSets(int units, int bits)
    {
        _words = (bits + BitsPerWord - 1) / BitsPerWord;
        _bits = new ulong[(long)units * _words];
        _counts = new int[units];
    }

    public int Units => _counts.Length;

    /// <summary>Collects the sets of a layer's neurons.</summary>
    /// <param name="parts">
    /// The layer's tensors, each with the renaming of its columns: column j is input rename[j], or j if it is null.
    /// </param>
    /// <param name="units">The number of neurons n.</param>
    public static NeuronSets Of(IReadOnlyList<(SparsityPattern Pattern, int[]? Rename)> parts, int units)
    {
        var sets = new NeuronSets(units, parts.Sum(part => part.Pattern.Rows / units * part.Pattern.Columns));
        int start = 0;
        foreach (var (pattern, rename) in parts)
        {
            for (int row = 0; row < pattern.Rows; row++)
            {
                int first = start + (row / units * pattern.Columns);
                int unit = row % units;
                var set = sets._bits.AsSpan(unit * sets._words, sets._words);
                foreach (int column in pattern.ColumnIndices[pattern.RowOffsets[row]..pattern.RowOffsets[row + 1]])
                {
                    int bit = first + (rename is null ? column : rename[column]);
                    set[bit / BitsPerWord] |= 1UL << (bit % BitsPerWord);
                }

                sets._counts[unit] += pattern.RowOffsets[row + 1] - pattern.RowOffsets[row];
            }

            start += pattern.Rows / units * pattern.Columns;
        }

        return sets;
    }

    /// <summary>
    /// Computes |A xor B| / |A or B| for a neuron of this layer and one of another layer; 0 if both sets are empty.
    /// </summary>
    public double Distance(int unit, NeuronSets other, int otherUnit)
    {
        var a = _bits.AsSpan(unit * _words, _words);
        var b = other._bits.AsSpan(otherUnit * _words, _words);
        int shared = 0;
        for (int w = 0; w < a.Length; w++)
        {
            shared += BitOperations.PopCount(a[w] & b[w]);
        }

        int both = _counts[unit] + other._counts[otherUnit];
        int union = both - shared;
        return union == 0 ? 0 : (double)(both - (2 * shared)) / union;
    }
}
