using StRnn.Backends;

namespace StRnn.Tensors;

/// <summary>
/// The memory of one training step: activations and their gradients are handed out one after the other and all come back at once
/// with <see cref="Rewind"/>. After the first step the arena is one block and a step allocates nothing.
/// </summary>
/// <param name="backend">Where the memory lives.</param>
/// <param name="elementType">The type of the elements.</param>
public sealed class Arena(IBackend backend, ElementType elementType) : IDisposable
{
    // 64 bytes of the smallest element: every view starts on a cache line if its block does.
    private const long Alignment = 16;

    private readonly List<DeviceBuffer> _blocks = [];
    private long _used;

    /// <summary>The bytes held, in use or not.</summary>
    public long LengthInBytes => _blocks.Sum(block => block.LengthInBytes);

    /// <summary>Hands out a vector of undefined content.</summary>
    /// <param name="length">The number of elements.</param>
    public VectorView Rent(long length)
    {
        if (_blocks.Count == 0 || _used + length > _blocks[^1].Length)
        {
            _blocks.Add(backend.Allocate(elementType, Align(length)));
            _used = 0;
        }

        var view = new VectorView(_blocks[^1], _used, length);
        _used = Align(_used + length);
        return view;
    }

    /// <summary>Hands out a matrix of undefined content.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public MatrixView Rent(int rows, int columns) => Rent((long)rows * columns).AsMatrix(rows, columns);

    /// <summary>Takes everything back. All views become meaningless.</summary>
    public void Rewind()
    {
        if (_blocks.Count > 1)
        {
            long total = _blocks.Sum(block => block.Length);
            Dispose();
            _blocks.Add(backend.Allocate(elementType, total));
        }

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
        _used = 0;
    }

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
