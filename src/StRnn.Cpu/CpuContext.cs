using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>
/// The native context that the kernel families share, and how they call it: one thread at a time, views become
/// pointers, and statuses exceptions.
/// </summary>
/// <remarks>
/// A kernel call begins with <see cref="Begin"/>. Until it ends, the operands whose pointers it took are held: another
/// thread may dispose them meanwhile.
/// </remarks>
internal sealed unsafe class CpuContext
{
    private readonly ContextHandle _handle;
    private readonly ExclusiveUse _use;

    public CpuContext(ContextHandle handle, CpuContext? parent)
    {
        _handle = handle;
        _use = new ExclusiveUse(parent is null ? "cpu backend" : "session of the cpu backend", handle.Dispose);
        try
        {
            parent?._use.Adopt(_use);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public ContextHandle Handle => _handle;

    /// <summary>Begins a kernel call by the calling thread.</summary>
    /// <exception cref="InvalidOperationException">Another thread's call is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The backend was disposed.</exception>
    public ExclusiveUse.Scope Begin() => _use.Enter();

    /// <summary>Checks that the backend was not disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    public void ThrowIfClosed() => _use.ThrowIfClosed();

    /// <summary>Refuses all further calls, and frees the context when none is in progress.</summary>
    public void Close() => _use.Close();

    /// <summary>Throws the exception of a native status other than success.</summary>
    public static void Check(NativeStatus status, string operation)
    {
        if (status == NativeStatus.Ok)
        {
            return;
        }

        string reason = Marshal.PtrToStringUTF8((nint)NativeMethods.LastError()) ?? "no reason given";
        string message = $"{operation} on the cpu backend: {reason}.";
        throw status switch
        {
            NativeStatus.Invalid => new ArgumentException(message),
            NativeStatus.OutOfMemory => new BackendOutOfMemoryException(message),
            _ => new BackendException($"{message} (native status {status})"),
        };
    }

    /// <summary>Checks that a view lies inside a buffer of this backend, and describes it natively.</summary>
    public NativeMatrix Matrix(MatrixView view)
    {
        float* data = (float*)Pointer(view.Buffer, ElementType.Float32, view.Offset, BufferRules.ExtentOf(view));
        return new NativeMatrix(data, view.Rows, view.Columns, view.RowStride);
    }

    /// <summary>Checks that a vector of numbers lies inside a buffer of this backend.</summary>
    public float* Floats(VectorView view)
        => (float*)Pointer(view.Buffer, ElementType.Float32, view.Offset, view.Length);

    /// <summary>Checks a vector of numbers; null where it is left out.</summary>
    public float* Floats(VectorView? view) => view is { } given ? Floats(given) : null;

    /// <summary>Checks the values of a sparse weight, in 32 or 16 bits.</summary>
    public NativeValues Values(VectorView view)
        => view.Buffer is { ElementType: ElementType.BFloat16 }
            ? new NativeValues(
                Pointer(view.Buffer, ElementType.BFloat16, view.Offset, view.Length), NativeValueType.BFloat16)
            : new NativeValues(Floats(view), NativeValueType.Float32);

    /// <summary>Checks that a vector of integers lies inside a buffer of this backend.</summary>
    public int* Integers(VectorView view)
        => (int*)Pointer(view.Buffer, ElementType.Int32, view.Offset, view.Length);

    /// <summary>Gets the memory of a view of any element type.</summary>
    public void* Pointer(DeviceBuffer buffer, ElementType elementType, long offset, long length)
    {
        if (buffer is not CpuBuffer own)
        {
            throw BufferRules.ForeignBuffer(buffer, CpuBackendProvider.ProviderName);
        }

        BufferRules.CheckRange(own, elementType, offset, length);
        _use.Hold(own);
        return (byte*)own.Data + (elementType.Size() * offset);
    }

    /// <summary>Gets a matrix that this backend packed.</summary>
    public static CpuPackedMatrix Packed(PackedMatrix packed, string operation)
    {
        var own = packed as CpuPackedMatrix
            ?? throw KernelShapes.ForeignMatrix(operation, packed, CpuBackendProvider.ProviderName);
        own.ThrowIfDisposed();
        return own;
    }

    /// <summary>Gets the native matrix, for a struct that a call passes on.</summary>
    public nint Pointer(CpuPackedMatrix packed)
    {
        _use.Hold(packed);
        return packed.Handle.DangerousGetHandle();
    }
}
