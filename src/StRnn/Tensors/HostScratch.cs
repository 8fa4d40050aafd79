using System.Runtime.InteropServices;

namespace StRnn.Tensors;

/// <summary>
/// Temporary host memory of undefined content, outside the managed heap: garbage arrays as long as a weight would stay
/// resident until a full collection, which a training loop that allocates nothing never triggers.
/// </summary>
/// <param name="length">The number of elements.</param>
internal sealed unsafe class HostScratch<T>(int length) : IDisposable
    where T : unmanaged
{
    private T* _data = Allocate(length);

    /// <summary>Gets the memory, valid until this object is disposed.</summary>
    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data is null, this);
            return new Span<T>(_data, length);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_data is not null)
        {
            NativeMemory.Free(_data);
            HostScratchMeter.Freed((long)length * sizeof(T));
            _data = null;
        }
    }

    private static T* Allocate(int length)
    {
        HostScratchMeter.Allocated((long)length * sizeof(T));
        return (T*)NativeMemory.Alloc((nuint)length, (nuint)sizeof(T));
    }
}

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
