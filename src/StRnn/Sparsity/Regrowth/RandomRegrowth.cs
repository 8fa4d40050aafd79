using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// A regrowth rule that draws new connections uniformly among the free positions, without replacement, in O(nnz) and
/// without a dense mask. Source: Liu et al. 2021, section 3.
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
        return Pick(request.Occupied, request.Count, ref random, request.Threads);
    }

    /// <summary>Picks free positions of a matrix at random.</summary>
    /// <param name="occupied">The shape of the matrix and the positions that are not free.</param>
    /// <param name="count">The number of positions to pick, at most the number of free ones.</param>
    /// <param name="random">The source of the draws; it is advanced.</param>
    /// <param name="threads">The threads that draw; what is picked does not depend on them.</param>
    /// <returns>The picked positions.</returns>
    internal static SparsityPattern Pick(
        SparsityPattern occupied, int count, ref RandomSequence random, int threads = 1)
    {
        int columns = occupied.Columns;
        long free = ((long)occupied.Rows * columns) - occupied.Nnz;
        var ranks = BucketedSample.Draw(free, columns, count, ref random, threads);

        // A draw is the rank r of a free position among the free ones. The position is r plus the number of occupied
        // positions before it. Both lists ascend, so one sweep finds it, and overwrites the rank with the column.
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

    /// <summary>A cursor over the occupied positions, in ascending order.</summary>
    private ref struct Occupied(SparsityPattern pattern)
    {
        private readonly ReadOnlySpan<int> _rowOffsets = pattern.RowOffsets;
        private readonly ReadOnlySpan<int> _columnIndices = pattern.ColumnIndices;
        private readonly int _columns = pattern.Columns;
        private int _row;
        private int _passed;

        /// <summary>Finds the free position of a rank; ranks must ascend from call to call.</summary>
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
