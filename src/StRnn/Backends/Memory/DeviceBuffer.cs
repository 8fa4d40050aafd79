namespace StRnn.Backends.Memory;

/// <summary>A flat array in a backend's memory, which only that backend and its sessions can use.</summary>
public abstract class DeviceBuffer : DeviceResource
{
    /// <summary>Initializes a buffer of <paramref name="length"/> elements.</summary>
    /// <param name="elementType">The type of each element.</param>
    /// <param name="length">The number of elements, at least 0.</param>
    protected DeviceBuffer(ElementType elementType, long length)
    {
        ElementType = elementType;
        Length = length;
        if (length < 0)
        {
            HasNoMemory();
            ArgumentOutOfRangeException.ThrowIfNegative(length);
        }
    }

    /// <summary>Gets the type of each element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Gets the number of elements.</summary>
    public long Length { get; }

    /// <summary>Gets the size in bytes.</summary>
    public long LengthInBytes => Length * ElementType.Size();

    private protected override string Description => $"A buffer of {Length} elements";
}
