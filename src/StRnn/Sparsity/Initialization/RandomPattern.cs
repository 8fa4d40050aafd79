using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Initialization;

/// <summary>Draws the initial connections of a tensor.</summary>
internal static class RandomPattern
{
    /// <summary>
    /// Draws a pattern of exactly <paramref name="nnz"/> connections; all such patterns are equally likely.
    /// </summary>
    /// <remarks>
    /// The connections are the positions row * columns + column that <see cref="DistinctSample.Draw"/> returns, drawn
    /// directly into the pattern's arrays.
    /// </remarks>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="nnz">The number of connections, at most rows * columns.</param>
    /// <param name="random">The source of the draws.</param>
    /// <returns>The pattern.</returns>
    public static SparsityPattern Draw(MatrixShape shape, int nnz, RandomSequence random)
    {
        var sample = BucketedSample.Draw(shape.Size, shape.Columns, nnz, ref random);
        return new SparsityPattern(shape.Rows, shape.Columns, sample.Starts, sample.Offsets);
    }

    /// <summary>Draws a pattern of as many connections in every row, see <see cref="ConstantFanIn"/>.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="nnz">The number of connections, at most rows * columns.</param>
    /// <param name="random">The source of the draws.</param>
    /// <returns>The pattern.</returns>
    public static SparsityPattern DrawRows(MatrixShape shape, int nnz, RandomSequence random)
    {
        var rowOffsets = new int[shape.Rows + 1];
        var columns = new int[nnz];
        for (int row = 0; row < shape.Rows; row++)
        {
            int count = ConstantFanIn.Of(nnz, shape.Rows, row);
            var sample = BucketedSample.Draw(shape.Columns, shape.Columns, count, ref random);
            sample.Offsets.CopyTo(columns.AsSpan(rowOffsets[row]));
            rowOffsets[row + 1] = rowOffsets[row] + count;
        }

        return new SparsityPattern(shape.Rows, shape.Columns, rowOffsets, columns);
    }
}
