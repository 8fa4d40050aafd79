using StRnn.Backends.Memory;

namespace StRnn.OpenCL.Layouts;

/// <summary>
/// The rows that share their columns in a packed matrix: row m of block b is b * <see cref="Step"/> + m *
/// <see cref="Apart"/>. On the device a block has one list of columns, and the values of a column are neighbours.
/// </summary>
/// <param name="Height">The number of rows of a block; 1 for single rows.</param>
/// <param name="Rows">The number of rows of the matrix.</param>
/// <param name="Step">The distance from a block's first row to the next block's.</param>
/// <param name="Apart">The distance between the rows of a block.</param>
internal readonly record struct PackedBlocks(int Height, int Rows, int Step, int Apart)
{
    public int Count => Rows / Height;

    /// <summary>
    /// Returns the blocks that kernels can use. A recurrence computes the gates of a unit together, so it uses blocks
    /// that hold them; any others are packed row by row there.
    /// </summary>
    /// <param name="blocks">The blocks of the pattern.</param>
    /// <param name="rows">The rows of the pattern.</param>
    /// <param name="gates">The gates of a recurrent weight; 1 for any other.</param>
    public static PackedBlocks Of(RowBlocks blocks, int rows, int gates)
    {
        int height = gates == 1 ? blocks.Height
            : blocks.AcrossGates && blocks.Height % gates == 0 ? gates
            : 1;
        return height == 1 ? new PackedBlocks(1, rows, 1, 1)
            : blocks.AcrossGates ? new PackedBlocks(height, rows, 1, rows / height)
            : new PackedBlocks(height, rows, height, 1);
    }

    public int RowAt(int block, int member) => (block * Step) + (member * Apart);

    /// <summary>Returns where each block's columns begin, and one more.</summary>
    public int[] OffsetsOf(ReadOnlySpan<int> rowOffsets)
    {
        var offsets = new int[Count + 1];
        for (int block = 0; block < Count; block++)
        {
            int row = RowAt(block, 0);
            offsets[block + 1] = offsets[block] + rowOffsets[row + 1] - rowOffsets[row];
        }

        return offsets;
    }

    /// <summary>Returns what belongs to the nonzeros of each block's first row.</summary>
    public int[] OfFirstRows(ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> ofNonzeros)
    {
        if (Height == 1)
        {
            return [.. ofNonzeros];
        }

        var result = new int[ofNonzeros.Length / Height];
        int next = 0;
        for (int block = 0; block < Count; block++)
        {
            int row = RowAt(block, 0);
            var own = ofNonzeros[rowOffsets[row]..rowOffsets[row + 1]];
            own.CopyTo(result.AsSpan(next));
            next += own.Length;
        }

        return result;
    }

    /// <summary>Returns the row offsets of the canonical pattern.</summary>
    public int[] RowOffsetsOf(ReadOnlySpan<int> offsets)
    {
        var rowOffsets = new int[Rows + 1];
        for (int block = 0; block < Count; block++)
        {
            for (int member = 0; member < Height; member++)
            {
                rowOffsets[RowAt(block, member) + 1] = offsets[block + 1] - offsets[block];
            }
        }

        for (int row = 0; row < Rows; row++)
        {
            rowOffsets[row + 1] += rowOffsets[row];
        }

        return rowOffsets;
    }

    /// <summary>Returns for each nonzero of the canonical pattern what its block's column and its row give.</summary>
    /// <param name="offsets">Where each block's columns begin.</param>
    /// <param name="rowOffsets">The row offsets of the canonical pattern.</param>
    /// <param name="of">The column's place among all blocks' columns, and the row's number in its block.</param>
    public int[] ForEachNonzero(ReadOnlySpan<int> offsets, ReadOnlySpan<int> rowOffsets, Func<int, int, int> of)
    {
        var result = new int[rowOffsets[Rows]];
        for (int block = 0; block < Count; block++)
        {
            for (int member = 0; member < Height; member++)
            {
                int first = rowOffsets[RowAt(block, member)];
                for (int k = offsets[block]; k < offsets[block + 1]; k++)
                {
                    result[first + k - offsets[block]] = of(k, member);
                }
            }
        }

        return result;
    }
}
