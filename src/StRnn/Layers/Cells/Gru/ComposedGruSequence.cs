using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Gru;

/// <summary>
/// A GRU sequence composed of the required kernels, two products and the cell's halves per step, for backends without
/// <see cref="IGruSequenceKernels"/> and for dense recurrent weights.
/// </summary>
public static class ComposedGruSequence
{
    /// <summary>Computes the same result as <see cref="IGruSequenceKernels.Forward"/>.</summary>
    /// <param name="gates">W_hh, [2H, H], rows r and z.</param>
    /// <param name="candidate">W_hn, [H, H].</param>
    /// <param name="sequence">The window's activations.</param>
    public static void Forward(Weight gates, Weight candidate, GruSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(candidate);
        var cell = gates.Backend.Recurrent;
        int batch = sequence.Batch;
        for (int at = 0; at < sequence.Columns; at += batch)
        {
            var (all, inner, previous) = (sequence.GatesAt(at), sequence.InnerAt(at), sequence.PreviousH(at));
            gates.Multiply(previous, sequence.ResetAndUpdateAt(at), accumulate: true);
            cell.GruGatesForward(all, previous, inner, sequence.Reset, sequence.Activations);
            if (sequence.Reset == ResetGate.BeforeProduct)
            {
                candidate.Multiply(inner, sequence.CandidateAt(at), accumulate: true);
            }
            else
            {
                candidate.Multiply(previous, inner, accumulate: true);
            }

            cell.GruStateForward(
                all, inner, previous, sequence.H.ColumnRange(at, batch), sequence.Reset, sequence.Activations);
        }
    }

    /// <summary>Computes the same result as <see cref="IGruSequenceKernels.Backward"/>.</summary>
    /// <param name="gates">W_hh, [2H, H], rows r and z.</param>
    /// <param name="candidate">W_hn, [H, H].</param>
    /// <param name="sequence">The activations that the forward pass left; the gates become their gradients.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry, unspecified on return.</param>
    /// <param name="dInner">[H, B], contiguous: scratch.</param>
    public static void Backward(
        Weight gates, Weight candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(candidate);
        var (cell, dense) = (gates.Backend.Recurrent, gates.Backend.Dense);
        int batch = sequence.Batch;
        bool isBefore = sequence.Reset == ResetGate.BeforeProduct;
        for (int at = sequence.Columns - batch; at >= 0; at -= batch)
        {
            var (all, inner, previous) = (sequence.GatesAt(at), sequence.InnerAt(at), sequence.PreviousH(at));
            var gradient = dh.ColumnRange(at, batch);
            cell.GruStateBackward(all, inner, previous, gradient, sequence.Reset, sequence.Activations);
            if (isBefore)
            {
                candidate.MultiplyTransposed(sequence.CandidateAt(at), dInner, accumulate: false);
                cell.GruGatesBackward(all, dInner, previous, gradient, sequence.Activations);
            }

            // The initial state is detached: its gradient is not needed.
            if (at > 0)
            {
                var earlier = dh.ColumnRange(at - batch, batch);
                dense.Add(gradient, earlier);
                gates.MultiplyTransposed(sequence.ResetAndUpdateAt(at), earlier, accumulate: true);
                if (!isBefore)
                {
                    candidate.MultiplyTransposed(inner, earlier, accumulate: true);
                }
            }
        }
    }
}
