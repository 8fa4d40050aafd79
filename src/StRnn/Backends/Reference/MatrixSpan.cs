namespace StRnn.Backends.Reference;

/// <summary>The memory of a checked view, row by row.</summary>
internal readonly ref struct MatrixSpan<T>
    where T : unmanaged
{
    private readonly Span<T> _elements;
    private readonly int _rowStride;

    public MatrixSpan(Span<T> elements, int rows, int columns, int rowStride)
    {
        _elements = elements;
        _rowStride = rowStride;
        Rows = rows;
        Columns = columns;
    }

    public int Rows { get; }

    public int Columns { get; }

    public Span<T> this[int row] => Columns == 0 ? default : _elements.Slice(row * _rowStride, Columns);
}
