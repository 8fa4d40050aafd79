using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.MinGru;

/// <summary>
/// A minGRU sequence composed of the required kernels, a cell per step, for backends without <see
/// cref="IMinGruSequenceKernels"/>. The cell is that of a recurrent highway network, with the gate z in place of t.
/// </summary>
public static class ComposedMinGruSequence
{
    /// <summary>Computes the same result as <see cref="IMinGruSequenceKernels.Forward"/>.</summary>
    /// <param name="backend">The backend that holds the operands.</param>
    /// <param name="gates">[2H, T*B]: the input's part of the pre-activations, rows of the candidate first.</param>
    /// <param name="initial">h_(-1), [H, B].</param>
    /// <param name="h">[H, T*B], replaced.</param>
    /// <param name="activations">σ and φ.</param>
    public static void Forward(
        IBackend backend, MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations)
    {
        ArgumentNullException.ThrowIfNull(backend);
        int batch = initial.Columns;
        for (int at = 0; at < h.Columns; at += batch)
        {
            backend.Recurrent.RhnCellForward(
                gates.ColumnRange(at, batch), Previous(initial, h, at), h.ColumnRange(at, batch), activations);
        }
    }

    /// <summary>Computes the same result as <see cref="IMinGruSequenceKernels.Backward"/>.</summary>
    /// <param name="backend">The backend that holds the operands.</param>
    /// <param name="gates">[2H, T*B], as the forward pass left them; they become their gradients.</param>
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
        int batch = initial.Columns;
        for (int at = h.Columns - batch; at >= 0; at -= batch)
        {
            var (step, gradient) = (gates.ColumnRange(at, batch), dh.ColumnRange(at, batch));
            backend.Recurrent.RhnCellBackward(step, Previous(initial, h, at), gradient, step, activations);
            if (at > 0)
            {
                backend.Dense.Add(gradient, dh.ColumnRange(at - batch, batch));
            }
        }
    }

    private static MatrixView Previous(MatrixView initial, MatrixView h, int at)
        => at == 0 ? initial : h.ColumnRange(at - initial.Columns, initial.Columns);
}
