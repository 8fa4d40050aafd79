using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>A buffer in a managed array.</summary>
internal sealed class ReferenceBuffer<TElement> : DeviceBuffer
    where TElement : unmanaged
{
    private readonly ReferenceLedger _owner;
    private TElement[]? _elements;

    public ReferenceBuffer(ReferenceLedger owner, ElementType elementType, long length)
        : base(elementType, length)
    {
        try
        {
            _elements = new TElement[length];
        }
        catch (Exception error) when (error is OutOfMemoryException or OverflowException)
        {
            HasNoMemory();
            throw new BackendOutOfMemoryException(
                $"The reference backend asked the .NET runtime for {LengthInBytes} bytes "
                + $"({length} elements of {elementType}) "
                + "and did not get them: use a smaller batch, sequence or model.",
                error);
        }

        _owner = owner;
        owner.Opened(LengthInBytes);
    }

    /// <summary>Gets the memory.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been returned.</exception>
    public Span<TElement> Elements
    {
        get
        {
            var elements = _elements;
            ThrowIfDisposed();
            return elements;
        }
    }

    public bool BelongsTo(ReferenceLedger owner) => ReferenceEquals(_owner, owner);

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _elements, null) is not null)
        {
            _owner.Closed(LengthInBytes);
        }
    }
}

/// <summary>
/// The count of a backend's live buffers, which also identifies the backend that a buffer belongs to.
/// </summary>
internal sealed class ReferenceLedger
{
    private int _count;
    private long _bytes;

    public int Count => Volatile.Read(ref _count);

    public long Bytes => Volatile.Read(ref _bytes);

    public void Opened(long bytes)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void Closed(long bytes)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
