using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// New connections uniformly at random among the free positions, without replacement, in O(nnz): no dense mask is made.
/// Source: Liu et al. 2021, section 3.
/// </summary>
public sealed class RandomRegrowth : IRegrowthRule
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var random = request.Random;
        return Pick(request.Occupied, request.Count, ref random);
    }

    /// <summary>Picks free positions of a matrix.</summary>
    /// <param name="occupied">The matrix and its positions that may not be chosen.</param>
    /// <param name="count">How many are wanted, at most the number of positions that are free.</param>
    /// <param name="random">Where the draws come from; goes on from there.</param>
    internal static SparsityPattern Pick(SparsityPattern occupied, int count, ref RandomSequence random)
    {
        int columns = occupied.Columns;
        long free = ((long)occupied.Rows * columns) - occupied.Nnz;
        var ranks = BucketedSample.Draw(free, columns, count, ref random);

        // A draw is the rank r of a free position among the free ones. The position is r plus the number of occupied positions
        // before it; both lists ascend, so one sweep finds it, and writes the column where the rank stood.
        var sweep = new Occupied(occupied);
        var rowOffsets = new int[occupied.Rows + 1];
        int row = 0;
        long nextRow = columns;
        for (int bucket = 0; bucket < ranks.Starts.Length - 1; bucket++)
        {
            for (int i = ranks.Starts[bucket]; i < ranks.Starts[bucket + 1]; i++)
            {
                long position = sweep.PositionOf(((long)bucket * columns) + ranks.Offsets[i]);
                while (position >= nextRow)
                {
                    rowOffsets[++row] = i;
                    nextRow += columns;
                }

                ranks.Offsets[i] = (int)(position - nextRow + columns);
            }
        }

        rowOffsets.AsSpan(row + 1).Fill(count);
        return new SparsityPattern(occupied.Rows, columns, rowOffsets, ranks.Offsets);
    }

    /// <summary>Passes over the occupied positions in ascending order.</summary>
    private ref struct Occupied(SparsityPattern pattern)
    {
        private readonly ReadOnlySpan<int> _rowOffsets = pattern.RowOffsets;
        private readonly ReadOnlySpan<int> _columnIndices = pattern.ColumnIndices;
        private readonly int _columns = pattern.Columns;
        private int _row;
        private int _passed;

        /// <summary>The free position of a rank; ranks must ascend from call to call.</summary>
        public long PositionOf(long rank)
        {
            while (_passed < _columnIndices.Length)
            {
                while (_rowOffsets[_row + 1] <= _passed)
                {
                    _row++;
                }

                if (((long)_row * _columns) + _columnIndices[_passed] > rank + _passed)
                {
                    break;
                }

                _passed++;
            }

            return rank + _passed;
        }
    }
}
