namespace StRnn.Backends.Memory;

/// <summary>The type of one element of a <see cref="DeviceBuffer"/>.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision: what training runs in.</summary>
    Float32,

    /// <summary>IEEE 754 double precision: the reference backend offers it so that gradients can be proved.</summary>
    Float64,

    /// <summary>Signed 32-bit integers: token ids and class labels.</summary>
    Int32,
}
