namespace StRnn.Backends.Memory;

/// <summary>
/// The positions of a sparse weight's connections: an immutable pattern in compressed sparse row (CSR) form. Row i has
/// its column numbers, strictly ascending, at positions [RowOffsets[i], RowOffsets[i+1]). The position k of a
/// connection is its canonical index.
/// </summary>
public sealed class SparsityPattern
{
    private readonly int[] _rowOffsets;
    private readonly int[] _columnIndices;

    /// <summary>
    /// Creates a pattern that owns the given arrays, after checking them; the caller must not change them afterwards.
    /// </summary>
    /// <param name="rows">The number of rows (outputs), at least 1.</param>
    /// <param name="columns">The number of columns (inputs), at least 1.</param>
    /// <param name="rowOffsets">rows + 1 offsets, from 0 to nnz, never descending.</param>
    /// <param name="columnIndices">nnz column numbers, strictly ascending within a row.</param>
    /// <exception cref="ArgumentException">
    /// The arrays are not a CSR pattern of that shape; the message names the place.
    /// </exception>
    public SparsityPattern(int rows, int columns, int[] rowOffsets, int[] columnIndices)
        : this(rows, columns, rowOffsets, columnIndices, RowBlocks.Single)
    {
    }

    /// <summary>
    /// Creates a pattern of which groups of rows share their columns, after checking that they do.
    /// </summary>
    /// <param name="rows">The number of rows (outputs), at least 1; a multiple of the blocks' height.</param>
    /// <param name="columns">The number of columns (inputs), at least 1.</param>
    /// <param name="rowOffsets">rows + 1 offsets, from 0 to nnz, never descending.</param>
    /// <param name="columnIndices">nnz column numbers, strictly ascending within a row.</param>
    /// <param name="blocks">The groups of rows with equal columns.</param>
    /// <exception cref="ArgumentException">
    /// The arrays are not a CSR pattern of that shape, or the rows of a block differ; the message names the place.
    /// </exception>
    public SparsityPattern(int rows, int columns, int[] rowOffsets, int[] columnIndices, RowBlocks blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentNullException.ThrowIfNull(rowOffsets);
        ArgumentNullException.ThrowIfNull(columnIndices);
        Check(rows, columns, rowOffsets, columnIndices);
        CheckBlocks(rows, rowOffsets, columnIndices, blocks);
        Blocks = blocks;
        Rows = rows;
        Columns = columns;
        _rowOffsets = rowOffsets;
        _columnIndices = columnIndices;
    }

    /// <summary>Gets the number of rows (outputs).</summary>
    public int Rows { get; }

    /// <summary>Gets the number of columns (inputs).</summary>
    public int Columns { get; }

    /// <summary>Gets the groups of rows that share their columns.</summary>
    public RowBlocks Blocks { get; }

    /// <summary>Gets the number of nonzeros.</summary>
    public int Nnz => _columnIndices.Length;

    /// <summary>Gets nnz / (rows * columns).</summary>
    public double Density => (double)Nnz / ((long)Rows * Columns);

    /// <summary>Gets the rows + 1 offsets into <see cref="ColumnIndices"/>.</summary>
    public ReadOnlySpan<int> RowOffsets => _rowOffsets;

    /// <summary>Gets the column number of every connection, row after row.</summary>
    public ReadOnlySpan<int> ColumnIndices => _columnIndices;

    /// <summary>
    /// Checks again that the arrays are a pattern: whoever made them may have changed them. A backend asks before it
    /// reads them.
    /// </summary>
    /// <exception cref="ArgumentException">They are no pattern any more; the message names the place.</exception>
    public void CheckUnchanged()
    {
        Check(Rows, Columns, _rowOffsets, _columnIndices);
        CheckBlocks(Rows, _rowOffsets, _columnIndices, Blocks);
    }

    /// <summary>
    /// Returns the pattern with the tallest blocks of 8, 4 or 2 rows that share their columns; itself where there are
    /// none, or where every row is full or empty.
    /// </summary>
    /// <param name="acrossGates">Whether the rows of a block lie apart, see <see cref="RowBlocks"/>.</param>
    public SparsityPattern WithBlocks(bool acrossGates)
    {
        bool isTrivial = Nnz == 0 || Nnz == (long)Rows * Columns;
        for (int height = 8; height > 1 && !isTrivial; height /= 2)
        {
            var blocks = new RowBlocks(height, acrossGates);
            if (Rows % height == 0 && FirstUnlike(Rows, _rowOffsets, _columnIndices, blocks) is null)
            {
                return new SparsityPattern(Rows, Columns, _rowOffsets, _columnIndices, blocks);
            }
        }

        return this;
    }

    /// <summary>Builds a pattern from positions row * columns + column.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="positions">Strictly ascending positions.</param>
    /// <exception cref="ArgumentException">A position is out of range or not above the one before it.</exception>
    public static SparsityPattern FromPositions(int rows, int columns, ReadOnlySpan<long> positions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var rowOffsets = new int[rows + 1];
        var columnIndices = new int[positions.Length];
        for (int k = 0; k < positions.Length; k++)
        {
            long row = Math.DivRem(positions[k], columns, out long column);
            if (row < 0 || row >= rows)
            {
                throw new ArgumentException(
                    $"Position {positions[k]} lies outside a [{rows}, {columns}] matrix.", nameof(positions));
            }

            rowOffsets[row + 1]++;
            columnIndices[k] = (int)column;
        }

        for (int row = 0; row < rows; row++)
        {
            rowOffsets[row + 1] += rowOffsets[row];
        }

        return new SparsityPattern(rows, columns, rowOffsets, columnIndices);
    }

    /// <summary>Stacks patterns of equal width vertically.</summary>
    /// <param name="parts">At least one; the first one's rows come first.</param>
    /// <exception cref="ArgumentException">There are no patterns, or their widths differ.</exception>
    public static SparsityPattern Stack(IReadOnlyList<SparsityPattern> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Any(part => part.Columns != parts[0].Columns))
        {
            throw new ArgumentException("Only patterns of equal width can be stacked.", nameof(parts));
        }

        if (parts.Count == 1)
        {
            return parts[0];
        }

        var rowOffsets = new int[parts.Sum(part => part.Rows) + 1];
        var columnIndices = new int[parts.Sum(part => part.Nnz)];
        int row = 0;
        int nnz = 0;
        foreach (var part in parts)
        {
            part.ColumnIndices.CopyTo(columnIndices.AsSpan(nnz));
            for (int r = 1; r <= part.Rows; r++)
            {
                rowOffsets[++row] = nnz + part.RowOffsets[r];
            }

            nnz += part.Nnz;
        }

        return new SparsityPattern(row, parts[0].Columns, rowOffsets, columnIndices);
    }

    /// <summary>
    /// Returns the rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1 as a
    /// pattern of their own.
    /// </summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the pattern.</exception>
    public SparsityPattern RowRange(int start, int count)
    {
        if (start < 0 || count < 1 || start + count > Rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Rows [{start}, {start + count}) of a [{Rows}, {Columns}] pattern.");
        }

        if (count == Rows)
        {
            return this;
        }

        int first = _rowOffsets[start];
        var rowOffsets = new int[count + 1];
        for (int row = 0; row <= count; row++)
        {
            rowOffsets[row] = _rowOffsets[start + row] - first;
        }

        return new SparsityPattern(count, Columns, rowOffsets, _columnIndices[first.._rowOffsets[start + count]]);
    }

    /// <summary>Creates the pattern of a dense matrix: every position is a connection.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns; rows * columns is below 2³¹.</param>
    public static SparsityPattern Full(int rows, int columns)
    {
        var rowOffsets = new int[rows + 1];
        var columnIndices = new int[checked(rows * columns)];
        for (int k = 0; k < columnIndices.Length; k++)
        {
            columnIndices[k] = k % columns;
        }

        for (int row = 0; row <= rows; row++)
        {
            rowOffsets[row] = row * columns;
        }

        return new SparsityPattern(rows, columns, rowOffsets, columnIndices);
    }

    /// <summary>Returns the union of two patterns.</summary>
    /// <param name="other">A pattern of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public SparsityPattern Union(SparsityPattern other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Rows != Rows || other.Columns != Columns)
        {
            throw new ArgumentException(
                $"A [{other.Rows}, {other.Columns}] pattern cannot be united with a [{Rows}, {Columns}] one.",
                nameof(other));
        }

        var rowOffsets = new int[Rows + 1];
        var columnIndices = new int[Nnz + other.Nnz];
        int next = 0;
        for (int row = 0; row < Rows; row++)
        {
            var mine = ColumnIndices[_rowOffsets[row].._rowOffsets[row + 1]];
            var theirs = other.ColumnIndices[other._rowOffsets[row]..other._rowOffsets[row + 1]];
            while (mine.Length > 0 || theirs.Length > 0)
            {
                int column = Math.Min(
                    mine.Length > 0 ? mine[0] : int.MaxValue, theirs.Length > 0 ? theirs[0] : int.MaxValue);
                columnIndices[next++] = column;
                mine = mine.Length > 0 && mine[0] == column ? mine[1..] : mine;
                theirs = theirs.Length > 0 && theirs[0] == column ? theirs[1..] : theirs;
            }

            rowOffsets[row + 1] = next;
        }

        return new SparsityPattern(
            Rows, Columns, rowOffsets, next == columnIndices.Length ? columnIndices : columnIndices[..next]);
    }

    /// <summary>Returns the transposed pattern.</summary>
    public SparsityPattern Transposed()
    {
        var rowOffsets = new int[Columns + 1];
        foreach (int column in _columnIndices)
        {
            rowOffsets[column + 1]++;
        }

        for (int column = 0; column < Columns; column++)
        {
            rowOffsets[column + 1] += rowOffsets[column];
        }

        // Row after row, so that the rows of every column ascend.
        int[] next = rowOffsets[..Columns];
        var rows = new int[Nnz];
        for (int row = 0; row < Rows; row++)
        {
            for (int k = _rowOffsets[row]; k < _rowOffsets[row + 1]; k++)
            {
                rows[next[_columnIndices[k]]++] = row;
            }
        }

        return new SparsityPattern(Columns, Rows, rowOffsets, rows);
    }

    /// <summary>Returns the position row * columns + column of every connection, ascending.</summary>
    public long[] ToPositions()
    {
        var positions = new long[Nnz];
        for (int row = 0; row < Rows; row++)
        {
            for (int k = _rowOffsets[row]; k < _rowOffsets[row + 1]; k++)
            {
                positions[k] = ((long)row * Columns) + _columnIndices[k];
            }
        }

        return positions;
    }

    private static void CheckBlocks(int rows, int[] rowOffsets, int[] columnIndices, RowBlocks blocks)
    {
        if (blocks.Height is not (1 or 2 or 4 or 8) || rows % blocks.Height != 0)
        {
            throw new ArgumentException(
                $"Blocks of {blocks.Height} rows in a pattern of {rows}: the height must be 1, 2, 4 or 8 and divide "
                + "the rows.",
                nameof(blocks));
        }

        if (FirstUnlike(rows, rowOffsets, columnIndices, blocks) is (int row, int first))
        {
            throw new ArgumentException(
                $"Row {row} has other columns than row {first} of the same block.", nameof(columnIndices));
        }
    }

    // The first row whose columns are not those of its block's first row, and that one; null if there is none.
    private static (int Row, int First)? FirstUnlike(
        int rows, int[] rowOffsets, int[] columnIndices, RowBlocks blocks)
    {
        for (int block = 0; blocks.Height > 1 && block < rows / blocks.Height; block++)
        {
            int first = blocks.Row(block, 0, rows);
            for (int member = 1; member < blocks.Height; member++)
            {
                int row = blocks.Row(block, member, rows);
                if (!ColumnsOf(row).SequenceEqual(ColumnsOf(first)))
                {
                    return (row, first);
                }
            }
        }

        return null;

        ReadOnlySpan<int> ColumnsOf(int row) => columnIndices.AsSpan(rowOffsets[row]..rowOffsets[row + 1]);
    }

    private static void Check(int rows, int columns, int[] rowOffsets, int[] columnIndices)
    {
        if (rowOffsets.Length != rows + 1 || rowOffsets[0] != 0 || rowOffsets[rows] != columnIndices.Length)
        {
            throw new ArgumentException(
                $"A pattern of {rows} rows and {columnIndices.Length} connections needs {rows + 1} row offsets "
                + "from 0 to "
                + $"{columnIndices.Length}.",
                nameof(rowOffsets));
        }

        for (int row = 0; row < rows; row++)
        {
            int start = rowOffsets[row];
            int end = rowOffsets[row + 1];
            if (end < start || end > columnIndices.Length)
            {
                throw new ArgumentException(
                    $"Row offsets must not descend: row {row} runs from {start} to {end}.", nameof(rowOffsets));
            }

            int previous = -1;
            for (int k = start; k < end; k++)
            {
                int column = columnIndices[k];
                if (column <= previous || column >= columns)
                {
                    throw new ArgumentException(
                        $"Column {column} after {previous} in row {row}: columns must ascend strictly and lie below "
                        + $"{columns}.",
                        nameof(columnIndices));
                }

                previous = column;
            }
        }
    }
}
