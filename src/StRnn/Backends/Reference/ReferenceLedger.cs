namespace StRnn.Backends.Reference;

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
