using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>What the kernel families share: the native context, views to pointers, statuses to exceptions.</summary>
internal sealed unsafe class CpuContext(ContextHandle handle)
{
    public ContextHandle Handle { get; } = handle;

    /// <summary>Throws what a native status means.</summary>
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
        long end = view.Rows == 0 ? 0 : ((view.Rows - 1L) * view.RowStride) + view.Columns;
        float* data = (float*)Pointer(view.Buffer, ElementType.Float32, view.Offset, end);
        return new NativeMatrix(data, view.Rows, view.Columns, view.RowStride);
    }

    /// <summary>Checks that a vector of numbers lies inside a buffer of this backend.</summary>
    public static float* Floats(VectorView view)
        => (float*)Pointer(view.Buffer, ElementType.Float32, view.Offset, view.Length);

    /// <summary>The same, with the length that the operation needs.</summary>
    public static float* Floats(VectorView view, string operation, long length)
    {
        RequireLength(view, operation, length);
        return Floats(view);
    }

    /// <summary>Checks that a vector of integers lies inside a buffer of this backend.</summary>
    public static int* Integers(VectorView view, string operation, long length)
    {
        RequireLength(view, operation, length);
        return (int*)Pointer(view.Buffer, ElementType.Int32, view.Offset, view.Length);
    }

    /// <summary>The memory of a view of any element type.</summary>
    public static void* Pointer(DeviceBuffer buffer, ElementType elementType, long offset, long length)
    {
        if (buffer is not CpuBuffer own)
        {
            throw new ArgumentException($"A buffer of another backend ({buffer?.GetType().Name ?? "none"}) cannot be used on the cpu backend.");
        }

        if (own.ElementType != elementType)
        {
            throw new ArgumentException($"A buffer of {own.ElementType} was given where {elementType} is needed.");
        }

        if (offset < 0 || length < 0 || offset + length > own.Length)
        {
            throw new ArgumentException($"The view [{offset}, {offset + length}) leaves its buffer of {own.Length} elements.");
        }

        return (byte*)own.Data + (4 * offset);
    }

    /// <summary>A matrix that this backend packed.</summary>
    public static CpuPackedMatrix Packed(PackedMatrix packed)
        => packed as CpuPackedMatrix
            ?? throw new ArgumentException($"A matrix packed by another backend ({packed?.GetType().Name ?? "none"}) cannot be used on the cpu backend.");

    private static void RequireLength(VectorView view, string operation, long length)
    {
        if (view.Length != length)
        {
            throw new ArgumentException($"{operation}: a vector of {view.Length} elements was given where {length} are needed.");
        }
    }
}
