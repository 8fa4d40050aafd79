using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>
/// The checked access of kernels to buffers, and scratch memory of the calling thread; one per backend and session.
/// </summary>
/// <param name="parent">The memory of the backend that opened this session; null for a backend's own.</param>
internal sealed class ReferenceMemory<T>(ReferenceMemory<T>? parent = null)
    where T : unmanaged
{
    [ThreadStatic]
    private static double[]? _sums;

    [ThreadStatic]
    private static long[]? _keys;

    private volatile bool _isClosed;

    /// <summary>Gets the buffers, which a backend and its sessions share.</summary>
    public ReferenceLedger Ledger { get; } = parent?.Ledger ?? new();

    /// <summary>Refuses all further uses.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Checks that neither the backend nor the one that opened it was disposed.</summary>
    /// <exception cref="ObjectDisposedException">One was.</exception>
    public void ThrowIfClosed()
    {
        if (_isClosed || parent is { _isClosed: true })
        {
            throw new ObjectDisposedException(
                null,
                _isClosed
                    ? "The reference backend was disposed and cannot be used any more."
                    : "The session of the reference backend cannot be used any more: the backend it was opened from "
                    + "was disposed.");
        }
    }

    /// <summary>
    /// Returns scratch memory for sums in double; its content is unspecified, and the next call returns the same
    /// memory.
    /// </summary>
    public static Span<double> Sums(int length)
    {
        if (_sums is null || _sums.Length < length)
        {
            _sums = new double[length];
        }

        return _sums.AsSpan(0, length);
    }

    public Span<T> Vector(string operation, string name, VectorView view) => Elements<T>(operation, name, view);

    /// <summary>Returns the values of a sparse weight, widened where they are in 16 bits.</summary>
    public ReadOnlySpan<T> Values(string operation, string name, VectorView view)
    {
        if (view.Buffer is not ReferenceBuffer<ushort>)
        {
            return Vector(operation, name, view);
        }

        ReadOnlySpan<ushort> stored = Elements<ushort>(operation, name, view);
        var widened = new T[stored.Length];
        for (int k = 0; k < stored.Length; k++)
        {
            widened[k] = ReferenceNumber<T>.Narrow(BFloat16.ToSingle(stored[k]));
        }

        return widened;
    }

    /// <summary>Returns the element of a view whose length was checked.</summary>
    public ref T Scalar(string operation, string name, VectorView view) => ref Elements<T>(operation, name, view)[0];

    public MatrixSpan<T> Matrix(string operation, string name, MatrixView view)
    {
        Span<T> all = Open<T>(operation, name, view.Buffer);
        if (view.Rows < 0 || view.Columns < 0 || view.RowStride < view.Columns)
        {
            throw new ArgumentException(
                $"{operation}: {name} {KernelShapes.Of(view)} has row stride {view.RowStride}; sizes must not be "
                + "negative, and rows "
                + "must not overlap (row stride at least the number of columns).");
        }

        long extent = view.Rows == 0 || view.Columns == 0 ? 0 : ((view.Rows - 1L) * view.RowStride) + view.Columns;
        if (view.Offset < 0 || extent > all.Length - view.Offset)
        {
            throw new ArgumentException(
                $"{operation}: {name} {KernelShapes.Of(view)} at offset {view.Offset} with row stride "
                + $"{view.RowStride} leaves its "
                + $"buffer of {all.Length} elements.");
        }

        return new MatrixSpan<T>(all.Slice((int)view.Offset, (int)extent), view.Rows, view.Columns, view.RowStride);
    }

    /// <summary>
    /// Returns class, row or column numbers, each checked to lie in [<paramref name="first"/>,
    /// <paramref name="limit"/>).
    /// </summary>
    public ReadOnlySpan<int> Ids(string operation, string name, VectorView view, int limit, int first = 0)
    {
        ReadOnlySpan<int> ids = Elements<int>(operation, name, view);
        for (int j = 0; j < ids.Length; j++)
        {
            if (ids[j] < first || ids[j] >= limit)
            {
                throw new ArgumentException($"{operation}: {name}[{j}] is {ids[j]}, outside [{first}, {limit}).");
            }
        }

        return ids;
    }

    public Span<TElement> Elements<TElement>(string operation, string name, VectorView view)
        where TElement : unmanaged
    {
        Span<TElement> all = Open<TElement>(operation, name, view.Buffer);
        if (view.Offset < 0 || view.Length < 0 || view.Length > all.Length - view.Offset)
        {
            throw new ArgumentException(
                $"{operation}: {name} {KernelShapes.Of(view)} at offset {view.Offset} leaves its buffer of "
                + $"{all.Length} elements.");
        }

        return all.Slice((int)view.Offset, (int)view.Length);
    }

    /// <summary>
    /// Groups columns by id: each key is (id, column) in one number, and keys ascend, so that equal ids are neighbours
    /// and keep the order of their columns.
    /// </summary>
    public static ReadOnlySpan<long> GroupById(ReadOnlySpan<int> ids)
    {
        if (_keys is null || _keys.Length < ids.Length)
        {
            _keys = new long[ids.Length];
        }

        Span<long> keys = _keys.AsSpan(0, ids.Length);
        for (int j = 0; j < ids.Length; j++)
        {
            keys[j] = ((long)ids[j] << 32) | (uint)j;
        }

        keys.Sort();
        return keys;
    }

    private Span<TElement> Open<TElement>(string operation, string name, DeviceBuffer? buffer)
        where TElement : unmanaged
    {
        ThrowIfClosed();
        if (buffer is ReferenceBuffer<TElement> own)
        {
            return own.BelongsTo(Ledger)
                ? own.Elements
                : throw new ArgumentException(
                    $"{operation}: {name} belongs to another instance of the reference backend.");
        }

        throw buffer switch
        {
            null => new ArgumentException($"{operation}: {name} has no buffer."),
            ReferenceBuffer<float> or ReferenceBuffer<double> or ReferenceBuffer<int> or ReferenceBuffer<ushort>
                => new ArgumentException(
                $"{operation}: {name} holds {buffer.ElementType}; {typeof(TElement).Name} is needed."),
            _ => new ArgumentException(
                $"{operation}: {name} is a {buffer.GetType().Name} of another backend; allocate it with the backend "
                + "that computes."),
        };
    }
}

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
