using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>Shared by the kernel families: the native context, views to pointers, statuses to exceptions.</summary>
internal sealed unsafe class CpuContext(ContextHandle handle)
{
    public ContextHandle Handle { get; } = handle;

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
    public static NativeMatrix Matrix(MatrixView view)
    {
        float* data = (float*)Pointer(view.Buffer, ElementType.Float32, view.Offset, BufferRules.ExtentOf(view));
        return new NativeMatrix(data, view.Rows, view.Columns, view.RowStride);
    }

    /// <summary>Checks that a vector of numbers lies inside a buffer of this backend.</summary>
    public static float* Floats(VectorView view)
        => (float*)Pointer(view.Buffer, ElementType.Float32, view.Offset, view.Length);

    /// <summary>Checks a vector of numbers; null where it is left out.</summary>
    public static float* Floats(VectorView? view) => view is { } given ? Floats(given) : null;

    /// <summary>Checks that a vector of integers lies inside a buffer of this backend.</summary>
    public static int* Integers(VectorView view)
        => (int*)Pointer(view.Buffer, ElementType.Int32, view.Offset, view.Length);

    /// <summary>Gets the memory of a view of any element type.</summary>
    public static void* Pointer(DeviceBuffer buffer, ElementType elementType, long offset, long length)
    {
        if (buffer is not CpuBuffer own)
        {
            throw BufferRules.ForeignBuffer(buffer, CpuBackendProvider.ProviderName);
        }

        BufferRules.CheckRange(own, elementType, offset, length);
        return (byte*)own.Data + (4 * offset);
    }

    /// <summary>Gets a matrix that this backend packed.</summary>
    public static CpuPackedMatrix Packed(PackedMatrix packed, string operation)
        => packed as CpuPackedMatrix
            ?? throw KernelShapes.ForeignMatrix(operation, packed, CpuBackendProvider.ProviderName);
}
