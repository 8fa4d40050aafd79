using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.MinGru;

/// <summary>
/// A minGRU sequence by the fastest available implementation: <see cref="IMinGruSequenceKernels"/> where the backend
/// has them, else <see cref="ComposedMinGruSequence"/>.
/// </summary>
public static class MinGruRecurrence
{
    /// <summary>Runs the sequence, and leaves gate and candidate for the backward pass.</summary>
    /// <param name="backend">The backend that holds the operands.</param>
    /// <param name="gates">[2H, T*B]: the input's part of the pre-activations, rows of the candidate first.</param>
    /// <param name="initial">h_(-1), [H, B].</param>
    /// <param name="h">[H, T*B], replaced.</param>
    /// <param name="activations">σ and φ.</param>
    public static void Forward(
        IBackend backend, MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (backend.TryGetOptional(out IMinGruSequenceKernels? kernels))
        {
            kernels.Forward(gates, initial, h, activations);
        }
        else
        {
            ComposedMinGruSequence.Forward(backend, gates, initial, h, activations);
        }
    }

    /// <summary>Turns the gates into the gradients of their pre-activations.</summary>
    /// <param name="backend">The backend that holds the operands.</param>
    /// <param name="gates">[2H, T*B], as the forward pass left them.</param>
    /// <param name="initial">h_(-1), [H, B].</param>
    /// <param name="h">[H, T*B].</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry, unspecified on return.</param>
    /// <param name="activations">σ and φ.</param>
    public static void Backward(
        IBackend backend,
        MatrixView gates,
        MatrixView initial,
        MatrixView h,
        MatrixView dh,
        CellActivations activations)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (backend.TryGetOptional(out IMinGruSequenceKernels? kernels))
        {
            kernels.Backward(gates, initial, h, dh, activations);
        }
        else
        {
            ComposedMinGruSequence.Backward(backend, gates, initial, h, dh, activations);
        }
    }
}
