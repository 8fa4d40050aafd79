using System.Diagnostics.CodeAnalysis;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Lstm;

/// <summary>
/// An LSTM sequence by the fastest available implementation: <see cref="ILstmSequenceKernels"/> where the weight is
/// sparse and its backend has them, else <see cref="ComposedLstmSequence"/>.
/// </summary>
public static class LstmRecurrence
{
    /// <summary>Runs the sequence, and leaves gates and candidate for the backward pass.</summary>
    /// <param name="weightHidden">W_hh, [4H, H].</param>
    /// <param name="sequence">The window's activations.</param>
    public static void Forward(Weight weightHidden, LstmSequence sequence)
    {
        if (TryGetKernels(weightHidden, out var kernels, out var sparse))
        {
            kernels.Forward(sparse.Packed, sparse.Values, sequence);
        }
        else
        {
            ComposedLstmSequence.Forward(weightHidden, sequence);
        }
    }

    /// <summary>Turns the gates into the gradients of their pre-activations.</summary>
    /// <param name="weightHidden">W_hh, [4H, H].</param>
    /// <param name="sequence">The activations that the forward pass left.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry, unspecified on return.</param>
    /// <param name="dc">[H, B], contiguous: scratch.</param>
    public static void Backward(Weight weightHidden, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        if (TryGetKernels(weightHidden, out var kernels, out var sparse))
        {
            sparse.Refresh();
            kernels.Backward(sparse.Packed, sequence, dh, dc);
        }
        else
        {
            ComposedLstmSequence.Backward(weightHidden, sequence, dh, dc);
        }
    }

    private static bool TryGetKernels(
        Weight weight,
        [NotNullWhen(true)] out ILstmSequenceKernels? kernels,
        [NotNullWhen(true)] out SparseWeight? sparse)
    {
        ArgumentNullException.ThrowIfNull(weight);
        kernels = null;
        sparse = weight as SparseWeight;
        return sparse is not null && weight.Backend.TryGetOptional(out kernels);
    }
}
