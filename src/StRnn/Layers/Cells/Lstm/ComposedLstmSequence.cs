using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Lstm;

/// <summary>
/// An LSTM sequence composed of the required kernels, a product and a cell per step, for backends without
/// <see cref="ILstmSequenceKernels"/> and for dense recurrent weights.
/// </summary>
public static class ComposedLstmSequence
{
    /// <summary>Computes the same result as <see cref="ILstmSequenceKernels.Forward"/>.</summary>
    /// <param name="weightHidden">W_hh, [4H, H].</param>
    /// <param name="sequence">The window's activations.</param>
    public static void Forward(Weight weightHidden, LstmSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(weightHidden);
        int batch = sequence.Batch;
        for (int at = 0; at < sequence.Columns; at += batch)
        {
            var gates = sequence.GatesAt(at);
            weightHidden.Multiply(sequence.PreviousH(at), gates, accumulate: true);
            weightHidden.Backend.Recurrent.LstmCellForward(
                gates,
                sequence.PreviousC(at),
                sequence.C.ColumnRange(at, batch),
                sequence.H.ColumnRange(at, batch),
                sequence.Activations);
        }
    }

    /// <summary>Computes the same result as <see cref="ILstmSequenceKernels.Backward"/>.</summary>
    /// <param name="weightHidden">W_hh, [4H, H].</param>
    /// <param name="sequence">The activations that the forward pass left; the gates become their gradients.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry, unspecified on return.</param>
    /// <param name="dc">[H, B], contiguous: scratch.</param>
    public static void Backward(Weight weightHidden, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        ArgumentNullException.ThrowIfNull(weightHidden);
        var backend = weightHidden.Backend;
        int batch = sequence.Batch;
        backend.Dense.Fill(dc.AsVector(), 0);
        for (int at = sequence.Columns - batch; at >= 0; at -= batch)
        {
            var gates = sequence.GatesAt(at);
            backend.Recurrent.LstmCellBackward(
                gates,
                sequence.PreviousC(at),
                sequence.C.ColumnRange(at, batch),
                dh.ColumnRange(at, batch),
                dc,
                gates,
                sequence.Activations);

            // The initial state is detached: its gradient is not needed.
            if (at > 0)
            {
                weightHidden.MultiplyTransposed(gates, dh.ColumnRange(at - batch, batch), accumulate: true);
            }
        }
    }
}
