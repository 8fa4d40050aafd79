namespace StRnn.Backends.Memory;

/// <summary>A contiguous range of elements of a buffer: a bias, token ids, values, a scalar.</summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Length">The number of elements.</param>
public readonly record struct VectorView(DeviceBuffer Buffer, long Offset, long Length)
{
    /// <summary>Creates a view of a whole buffer.</summary>
    /// <param name="buffer">The memory.</param>
    public VectorView(DeviceBuffer buffer)
        : this(buffer, 0, (buffer ?? throw new ArgumentNullException(nameof(buffer))).Length)
    {
    }

    /// <summary>Gets the size of the elements.</summary>
    public long LengthInBytes => Length * (Buffer.LengthInBytes / Math.Max(1, Buffer.Length));

    /// <summary>
    /// Returns the elements <paramref name="start"/> to <paramref name="start"/> + <paramref name="length"/> - 1.
    /// </summary>
    /// <param name="start">The first element, counted from the view's own first.</param>
    /// <param name="length">The number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the view.</exception>
    public VectorView Slice(long start, long length)
    {
        if (start < 0 || length < 0 || start + length > Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Slice [{start}, {start + length}) of a vector of {Length} elements.");
        }

        return new VectorView(Buffer, Offset + start, length);
    }

    /// <summary>Returns a matrix view of the elements, row after row.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns; rows * columns must equal the length.</param>
    /// <exception cref="ArgumentException">The product of the sizes is not the length.</exception>
    public MatrixView AsMatrix(int rows, int columns)
    {
        if ((long)rows * columns != Length)
        {
            throw new ArgumentException($"A vector of {Length} elements cannot be viewed as a [{rows}, {columns}] matrix.");
        }

        return new MatrixView(Buffer, Offset, rows, columns, columns);
    }
}
