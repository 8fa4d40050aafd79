namespace StRnn.Backends.Memory;

/// <summary>A flat array in a backend's memory, which only the backend that created it can use.</summary>
public abstract class DeviceBuffer : IDisposable
{
    /// <summary>Initializes a buffer of <paramref name="length"/> elements.</summary>
    /// <param name="elementType">The type of each element.</param>
    /// <param name="length">The number of elements, at least 0.</param>
    protected DeviceBuffer(ElementType elementType, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ElementType = elementType;
        Length = length;
    }

    /// <summary>Gets the type of each element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Gets the number of elements.</summary>
    public long Length { get; }

    /// <summary>Gets the size in bytes.</summary>
    public long LengthInBytes => Length * (ElementType == ElementType.Float64 ? 8 : 4);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns the memory to the backend.</summary>
    /// <param name="disposing">False when called by a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
