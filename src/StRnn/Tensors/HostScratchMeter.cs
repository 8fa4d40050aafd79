namespace StRnn.Tensors;

/// <summary>
/// The count of bytes of <see cref="HostScratch{T}"/> that the calling thread holds, for tests of peak memory: they are
/// not on the managed heap.
/// </summary>
internal static class HostScratchMeter
{
    [ThreadStatic]
    private static long _held;

    [ThreadStatic]
    private static long _peak;

    /// <summary>Gets the largest number of bytes held at once since <see cref="Reset"/>.</summary>
    public static long Peak => _peak;

    /// <summary>Resets the peak.</summary>
    public static void Reset() => _peak = _held;

    public static void Allocated(long bytes)
    {
        _held += bytes;
        _peak = Math.Max(_peak, _held);
    }

    public static void Freed(long bytes) => _held -= bytes;
}
