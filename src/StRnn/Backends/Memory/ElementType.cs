namespace StRnn.Backends.Memory;

/// <summary>The type of one element of a <see cref="DeviceBuffer"/>.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, used for training.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, which the reference backend offers to verify gradients.</summary>
    Float64,

    /// <summary>Signed 32-bit integers: token ids and class labels.</summary>
    Int32,

    /// <summary>
    /// The upper half of a single: 8 bits of precision, its range. Only values of sparse weights for inference are
    /// stored so, on backends with <see cref="Kernels.IBFloat16Kernels"/>.
    /// </summary>
    BFloat16,
}
