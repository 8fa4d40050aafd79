using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Layers.Cells.Gru;

/// <summary>
/// The recurrence of one GRU layer over a whole sequence. For t = 0..T-1, a_t being the input's part, with gate rows r,
/// z, n: r_t = σ(a_r + W_hr*h_(t-1)); z_t = σ(a_z + W_hz*h_(t-1)); n_t = φ(a_n + r_t*(W_hn*h_(t-1) + b_hn)) with the
/// reset after the product, φ(a_n + W_hn*(r_t*h_(t-1))) before it; h_t = (1 - z_t)*n_t + z_t*h_(t-1). Sources:
/// PyTorch's GRU; Cho et al. 2014, equations 5 to 8.
/// </summary>
/// <remarks>
/// The weight gradients do not depend on the recurrence and run once over all T*B columns; only the recurrent products
/// stay in the time loop, which is <see cref="GruRecurrence"/>. Backward is truncated at the window's start: the
/// carried state is detached.
/// </remarks>
public static class GruOperation
{
    /// <summary>Applies the operation to inputs that are already multiplied by W_ih.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weights">The recurrent weights, and b_hn if the reset comes after the product.</param>
    /// <param name="fromInput">
    /// W_ih*x_t + b, [3H, T*B]; used by no other operation: the gates and then their gradient overwrite it.
    /// </param>
    /// <param name="h">The carried hidden state, [H, B]; receives that after the last step.</param>
    /// <param name="reset">The side of the candidate's product on which r acts.</param>
    /// <param name="activations">σ and φ.</param>
    /// <returns>h_0 ... h_(T-1), [H, T*B].</returns>
    /// <exception cref="ArgumentException">The number of columns is no multiple of the batch size.</exception>
    public static Variable Recur(
        Tape tape,
        GruWeights weights,
        Variable fromInput,
        MatrixView h,
        ResetGate reset,
        CellActivations activations = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(fromInput);
        int hidden = weights.Candidate.Columns;
        int batch = h.Columns;
        int columns = fromInput.Value.Columns;
        KernelShapes.CheckSteps("GRU", columns, batch);

        // The first B columns hold the carried state, so that "previous" and "current" are two views of one matrix.
        var all = tape.Rent(hidden, columns + batch);
        var inner = tape.Rent(hidden, columns);
        var dense = tape.Backend.Dense;
        dense.Copy(h, all.ColumnRange(0, batch));
        if (reset == ResetGate.AfterProduct)
        {
            dense.Fill(inner.AsVector(), 0);
            if (weights.CandidateBias is { } bias)
            {
                dense.AddBias(tape.WeightOf(bias).Values, inner);
            }
        }

        var sequence = new GruSequence(
            fromInput.Value, inner, all.ColumnRange(0, batch), all.ColumnRange(batch, columns), reset, activations);
        GruRecurrence.Forward(tape.WeightOf(weights.Gates), tape.WeightOf(weights.Candidate), sequence);
        dense.Copy(all.ColumnRange(columns, batch), h);
        var previous = all.ColumnRange(0, columns);
        return tape.Record(sequence.H, output => new Node(weights, fromInput, output, previous, sequence));
    }

    private sealed class Node(
        GruWeights weights, Variable fromInput, Variable h, MatrixView previous, GruSequence sequence) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (h.Gradient is not { } dh)
            {
                return;
            }

            int hidden = weights.Candidate.Columns;
            GruRecurrence.Backward(
                tape.WeightOf(weights.Gates),
                tape.WeightOf(weights.Candidate),
                sequence,
                dh,
                tape.Rent(hidden, sequence.Batch));
            tape.AddProductGradient(weights.Gates, sequence.Gates.RowRange(0, 2 * hidden), previous);
            if (sequence.Reset == ResetGate.BeforeProduct)
            {
                tape.AddProductGradient(
                    weights.Candidate, sequence.Gates.RowRange(2 * hidden, hidden), sequence.Inner);
            }
            else
            {
                tape.AddProductGradient(weights.Candidate, sequence.Inner, previous);
                if (weights.CandidateBias is { } bias)
                {
                    tape.Backend.Dense.SumColumns(sequence.Inner, bias.GradientForWriting(out bool add), add);
                }
            }

            // Gates now holds the gradients. It is fromInput's own memory, and nothing else has contributed to
            // fromInput's gradient: so it becomes that gradient, and nothing is added.
            fromInput.Gradient = sequence.Gates;
        }
    }
}

/// <summary>The recurrent parameters of a GRU layer.</summary>
/// <param name="Gates">W_hh, [2H, H], rows r and z.</param>
/// <param name="Candidate">W_hn, [H, H].</param>
/// <param name="CandidateBias">b_hn, [H, 1]; null for none.</param>
public sealed record GruWeights(Parameter Gates, Parameter Candidate, Parameter? CandidateBias);
