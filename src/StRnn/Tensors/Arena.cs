using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Tensors;

/// <summary>
/// The memory of one training step: activations and their gradients are handed out one after the other and all come
/// back at once with <see cref="Rewind"/>. After the first step the arena is one block and a step allocates nothing.
/// Where the device gives no block that large, as GPUs limit a single one to a part of their memory, it stays several,
/// and a step allocates nothing all the same.
/// </summary>
/// <param name="backend">The backend that holds the memory.</param>
/// <param name="elementType">The type of the elements.</param>
internal sealed class Arena(IBackend backend, ElementType elementType) : IDisposable
{
    // 64 bytes of the smallest element type: views start on cache lines if their blocks do.
    private const long Alignment = 16;

    private readonly List<DeviceBuffer> _blocks = [];
    private int _current;
    private long _used;
    private bool _isSplit;

    /// <summary>Gets the bytes held, in use or not.</summary>
    public long LengthInBytes => _blocks.Sum(block => block.LengthInBytes);

    /// <summary>Hands out a vector of undefined content.</summary>
    /// <param name="length">The number of elements.</param>
    public VectorView Rent(long length)
    {
        while (_current < _blocks.Count && _used + length > _blocks[_current].Length)
        {
            _current++;
            _used = 0;
        }

        if (_current == _blocks.Count)
        {
            _blocks.Add(backend.Allocate(elementType, Align(length)));
        }

        var view = new VectorView(_blocks[_current], _used, length);
        _used = Align(_used + length);
        return view;
    }

    /// <summary>Hands out a matrix of undefined content.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public MatrixView Rent(int rows, int columns) => Rent((long)rows * columns).AsMatrix(rows, columns);

    /// <summary>Reclaims all memory handed out. All views become invalid.</summary>
    public void Rewind()
    {
        if (_blocks.Count > 1 && !_isSplit)
        {
            Unite(_blocks.Sum(block => block.Length));
        }

        _current = 0;
        _used = 0;
    }

    /// <summary>Returns the memory to the backend.</summary>
    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        _current = 0;
        _used = 0;
    }

    // The blocks are freed first, because they and their replacement may not fit at the same time.
    private void Unite(long total)
    {
        Dispose();
        try
        {
            _blocks.Add(backend.Allocate(elementType, total));
        }
        catch (BackendOutOfMemoryException)
        {
            // The next step allocates its blocks again, one by one, and keeps them.
            _isSplit = true;
        }
    }

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
