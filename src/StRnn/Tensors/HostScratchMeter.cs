namespace StRnn.Tensors;

/// <summary>Counts the bytes of <see cref="HostScratch{T}"/> that the calling thread holds, for proofs of peak memory: the managed heap does not see them.</summary>
internal static class HostScratchMeter
{
    [ThreadStatic]
    private static long _held;

    [ThreadStatic]
    private static long _peak;

    /// <summary>The most bytes held at once since <see cref="Reset"/>.</summary>
    public static long Peak => _peak;

    /// <summary>Forgets the peak.</summary>
    public static void Reset() => _peak = _held;

    public static void Allocated(long bytes)
    {
        _held += bytes;
        _peak = Math.Max(_peak, _held);
    }

    public static void Freed(long bytes) => _held -= bytes;
}
