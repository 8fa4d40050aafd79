using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>
/// Native memory on a 64-byte boundary: managed arrays are not aligned, and a load across a cache line costs two.
/// </summary>
/// <remarks>
/// There is no finalizer on purpose: kernels get bare pointers, and a buffer whose last use is the call in progress
/// could be collected, and its memory freed, while the kernel runs. The owner disposes it.
/// </remarks>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private void* _data;

    public CpuBuffer(ElementType elementType, long length)
        : base(elementType, length)
    {
        void* data;
        NativeStatus status = NativeMethods.Allocate(length, &data);
        if (status == NativeStatus.OutOfMemory)
        {
            throw new BackendOutOfMemoryException(
                $"The cpu backend cannot allocate {length} elements ({LengthInBytes} bytes): "
                + "use a smaller model, batch or window.");
        }

        CpuContext.Check(status, nameof(IBackend.Allocate));
        _data = data;
        GC.AddMemoryPressure(Math.Max(1, LengthInBytes));
    }

    /// <summary>Gets the memory.</summary>
    public void* Data => _data is null ? throw new ObjectDisposedException(nameof(DeviceBuffer)) : _data;

    protected override void Dispose(bool disposing)
    {
        if (_data is not null)
        {
            NativeMethods.Free(_data, Length);
            _data = null;
            GC.RemoveMemoryPressure(Math.Max(1, LengthInBytes));
        }
    }
}
