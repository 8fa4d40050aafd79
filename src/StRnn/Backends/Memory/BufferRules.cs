namespace StRnn.Backends.Memory;

/// <summary>
/// The rules that buffers and views obey on backends which compute in single precision, so that all of them refuse the
/// same with the same words. The rules of operands beside each other are with the kernels.
/// </summary>
public static class BufferRules
{
    /// <summary>Checks that a backend can hold elements of a type.</summary>
    /// <param name="backend">The backend's name.</param>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="hasBFloat16">True if the backend has <see cref="Kernels.IBFloat16Kernels"/>.</param>
    /// <exception cref="ArgumentException">
    /// The type is double precision, or bfloat16 on a backend without its kernels.
    /// </exception>
    public static void CheckAllocation(string backend, ElementType elementType, bool hasBFloat16 = false)
    {
        if (elementType == ElementType.BFloat16 && !hasBFloat16)
        {
            throw new ArgumentException(
                $"The {backend} backend has no kernels for BFloat16; it has no such buffers.", nameof(elementType));
        }

        if (elementType == ElementType.Float64)
        {
            throw new ArgumentException(
                $"The {backend} backend computes in single precision; it has no Float64 buffers.", nameof(elementType));
        }
    }

    /// <summary>Checks a copy between host and device.</summary>
    /// <typeparam name="T">The host's element type.</typeparam>
    /// <param name="operation">The operation.</param>
    /// <param name="backend">The backend's name.</param>
    /// <param name="view">The device's side.</param>
    /// <param name="length">The number of elements on the host.</param>
    /// <returns>The element type that the device's buffer must have.</returns>
    /// <exception cref="ArgumentException">
    /// The host's elements are neither float nor int nor ushort (bfloat16), or the lengths differ.
    /// </exception>
    public static ElementType CheckTransfer<T>(string operation, string backend, VectorView view, int length)
        where T : unmanaged
    {
        var elementType = typeof(T) == typeof(float) ? ElementType.Float32
            : typeof(T) == typeof(int) ? ElementType.Int32
            : typeof(T) == typeof(ushort) ? ElementType.BFloat16
            : throw new ArgumentException(
                $"{operation}: the {backend} backend holds float and int elements, not {typeof(T).Name}.");
        return view.Length == length
            ? elementType
            : throw new ArgumentException($"{operation}: {length} elements on the host, {view.Length} on the device.");
    }

    /// <summary>Checks that a part of a buffer lies inside it and has the type that is needed.</summary>
    /// <param name="buffer">The buffer, of the backend that computes.</param>
    /// <param name="elementType">The type that is needed.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="length">The number of elements.</param>
    /// <exception cref="ArgumentException">The range leaves the buffer, or the buffer has another type.</exception>
    public static void CheckRange(DeviceBuffer buffer, ElementType elementType, long offset, long length)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (buffer.ElementType != elementType)
        {
            throw new ArgumentException($"A buffer of {buffer.ElementType} was given where {elementType} is needed.");
        }

        if (offset < 0 || length < 0 || offset + length > buffer.Length)
        {
            throw new ArgumentException(
                $"The view [{offset}, {offset + length}) leaves its buffer of {buffer.Length} elements.");
        }
    }

    /// <summary>Checks a matrix's sizes, and measures the part of its buffer that it covers.</summary>
    /// <param name="view">The matrix.</param>
    /// <returns>The number of elements from its first to its last.</returns>
    /// <exception cref="ArgumentException">A size is negative, or rows overlap.</exception>
    public static long ExtentOf(MatrixView view)
    {
        if (view.Rows < 0 || view.Columns < 0 || view.RowStride < view.Columns)
        {
            throw new ArgumentException(
                $"[{view.Rows}, {view.Columns}] has row stride {view.RowStride}; sizes must not be negative, and rows "
                + "must not "
                + "overlap (row stride at least the number of columns).");
        }

        return view.Rows == 0 || view.Columns == 0 ? 0 : ((view.Rows - 1L) * view.RowStride) + view.Columns;
    }

    /// <summary>Makes the error for a buffer of another backend.</summary>
    /// <param name="buffer">The buffer, or null.</param>
    /// <param name="backend">The name of the backend that computes.</param>
    public static ArgumentException ForeignBuffer(DeviceBuffer? buffer, string backend)
        => new(
            $"A buffer of another backend ({buffer?.GetType().Name ?? "none"}) cannot be used on this "
            + $"{backend} backend.");
}
