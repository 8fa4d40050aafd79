namespace StRnn.Backends.Memory;

/// <summary>Extension methods that tell what an element takes.</summary>
public static class ElementTypeExtensions
{
    /// <summary>Returns the bytes of one element.</summary>
    /// <param name="elementType">The type of the element.</param>
    public static int Size(this ElementType elementType) => elementType switch
    {
        ElementType.Float64 => sizeof(double),
        ElementType.BFloat16 => sizeof(ushort),
        _ => sizeof(float),
    };
}
