using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels for inference with values in 16 bits. A backend that has them allocates buffers of
/// <see cref="ElementType.BFloat16"/>, and takes views of them as the values of a sparse weight wherever it runs
/// forward: in <see cref="ISparseKernels.SpMM"/>, <see cref="ISparseKernels.GatherRows"/>, the forward pass of whole
/// sequences and <see cref="IWordGateKernels.Forward"/>. It widens each value to single precision and computes with it
/// there. For backends without them the engine rounds the values all the same, and keeps them in single precision.
/// </summary>
public interface IBFloat16Kernels
{
    /// <summary>Rounds values as <see cref="BFloat16.FromSingle"/> does.</summary>
    /// <param name="values">[n], floating-point numbers of the backend's element type.</param>
    /// <param name="rounded">[n], <see cref="ElementType.BFloat16"/>, replaced.</param>
    void Round(VectorView values, VectorView rounded);
}
