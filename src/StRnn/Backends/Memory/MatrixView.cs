namespace StRnn.Backends.Memory;

/// <summary>
/// A row-major matrix inside a buffer. Activations are [features, T*B]: one row per feature, columns ordered by time
/// step, then by batch element, so that a time step is a range of columns and the batch is contiguous.
/// </summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">The position of element (0, 0).</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="RowStride">
/// The distance between the starts of two rows, in elements; at least <paramref name="Columns"/>.
/// </param>
public readonly record struct MatrixView(DeviceBuffer Buffer, long Offset, int Rows, int Columns, int RowStride)
{
    /// <summary>Gets a value indicating whether the elements are contiguous.</summary>
    public bool IsContiguous => RowStride == Columns || Rows == 1;

    /// <summary>
    /// Returns the columns <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1, not
    /// copied.
    /// </summary>
    /// <param name="start">The first column.</param>
    /// <param name="count">The number of columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the matrix.</exception>
    public MatrixView ColumnRange(int start, int count)
    {
        if (start < 0 || count < 0 || start + count > Columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Columns [{start}, {start + count}) of a [{Rows}, {Columns}] matrix.");
        }

        return this with { Offset = Offset + start, Columns = count };
    }

    /// <summary>
    /// Returns the rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1, not
    /// copied.
    /// </summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the matrix.</exception>
    public MatrixView RowRange(int start, int count)
    {
        if (start < 0 || count < 0 || start + count > Rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Rows [{start}, {start + count}) of a [{Rows}, {Columns}] matrix.");
        }

        return this with { Offset = Offset + ((long)start * RowStride), Rows = count };
    }

    /// <summary>Returns a vector view of the elements, row after row.</summary>
    /// <exception cref="InvalidOperationException">The matrix is not contiguous.</exception>
    public VectorView AsVector()
    {
        if (!IsContiguous)
        {
            throw new InvalidOperationException(
                $"A [{Rows}, {Columns}] matrix with row stride {RowStride} is not contiguous.");
        }

        return new VectorView(Buffer, Offset, (long)Rows * Columns);
    }
}
