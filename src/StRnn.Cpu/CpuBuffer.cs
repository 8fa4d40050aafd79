using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>
/// Native memory on a 64-byte boundary: managed arrays are not aligned, and a load across a cache line costs two.
/// </summary>
/// <remarks>
/// Kernels get bare pointers. <see cref="CpuContext"/> keeps a list of the buffers of the call in progress, and a hold
/// on each: neither the garbage collector nor a thread that disposes a buffer can free what a kernel uses.
/// </remarks>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private nint _data;

    public CpuBuffer(ElementType elementType, long length)
        : base(elementType, length)
    {
        void* data;
        NativeStatus status = NativeMethods.Allocate(Words, &data);
        if (status != NativeStatus.Ok)
        {
            HasNoMemory();
        }

        if (status == NativeStatus.OutOfMemory)
        {
            throw new BackendOutOfMemoryException(
                $"The cpu backend cannot allocate {length} elements ({LengthInBytes} bytes): "
                + "use a smaller model, batch or window.");
        }

        CpuContext.Check(status, nameof(IBackend.Allocate));
        _data = (nint)data;
        GC.AddMemoryPressure(Math.Max(1, LengthInBytes));
    }

    // The native library counts in words of 32 bits.
    private long Words => (LengthInBytes + sizeof(int) - 1) / sizeof(int);

    /// <summary>Gets the memory of a buffer that is held.</summary>
    public void* Data => (void*)_data;

    protected override void Dispose(bool disposing)
    {
        nint data = Interlocked.Exchange(ref _data, 0);
        if (data != 0)
        {
            NativeMethods.Free((void*)data, Words);
            GC.RemoveMemoryPressure(Math.Max(1, LengthInBytes));
        }
    }
}
