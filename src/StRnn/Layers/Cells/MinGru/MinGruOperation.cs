using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.MinGru;

/// <summary>
/// The recurrence of one minGRU layer over a whole sequence. For t = 0..T-1, a_t being the input's part, with rows of
/// the candidate, then of the gate: h~_t = φ(a_h); z_t = σ(a_z); h_t = (1 - z_t)*h_(t-1) + z_t*h~_t. Source: Feng et
/// al. 2024, section 3.1, where φ is the identity.
/// </summary>
/// <remarks>Backward is truncated at the window's start: the carried state is detached.</remarks>
public static class MinGruOperation
{
    /// <summary>Applies the operation to inputs that are already multiplied by W_ih.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="fromInput">
    /// W_ih*x_t + b, [2H, T*B]; used by no other operation: the gates and then their gradient overwrite it.
    /// </param>
    /// <param name="h">The carried hidden state, [H, B]; receives that after the last step.</param>
    /// <param name="activations">σ and φ.</param>
    /// <returns>h_0 ... h_(T-1), [H, T*B].</returns>
    /// <exception cref="ArgumentException">The number of columns is no multiple of the batch size.</exception>
    public static Variable Recur(Tape tape, Variable fromInput, MatrixView h, CellActivations activations)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(fromInput);
        int batch = h.Columns;
        int columns = fromInput.Value.Columns;
        KernelShapes.CheckSteps("minGRU", columns, batch);

        // The first B columns hold the carried state, which the backward pass reads and the next window replaces.
        var all = tape.Rent(h.Rows, columns + batch);
        var initial = all.ColumnRange(0, batch);
        var output = all.ColumnRange(batch, columns);
        tape.Backend.Dense.Copy(h, initial);
        MinGruRecurrence.Forward(tape.Backend, fromInput.Value, initial, output, activations);
        tape.Backend.Dense.Copy(all.ColumnRange(columns, batch), h);
        return tape.Record(output, y => new Node(fromInput, initial, y, activations));
    }

    private sealed class Node(Variable fromInput, MatrixView initial, Variable h, CellActivations activations)
        : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (h.Gradient is { } dh)
            {
                MinGruRecurrence.Backward(tape.Backend, fromInput.Value, initial, h.Value, dh, activations);

                // The gates' memory holds their gradients now, and nothing else has contributed to them.
                fromInput.Gradient = fromInput.Value;
            }
        }
    }
}
