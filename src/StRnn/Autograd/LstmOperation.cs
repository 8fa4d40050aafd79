using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// One LSTM layer over a whole sequence. For t = 0..T-1, with gate rows i, f, g, o:
/// pre_t = W_ih*x_t + W_hh*h_(t-1) + b; c_t = σ(f)*c_(t-1) + σ(i)*φ(g); h_t = σ(o)*tanh(c_t).
/// Source: Liu et al. 2021, equation 1, where σ is the logistic function and φ is tanh.
/// </summary>
/// <remarks>
/// The input product and the weight gradients do not depend on the recurrence and run once over all T*B columns; only W_hh*h stays
/// in the time loop, in the backend's <see cref="ILstmSequenceKernels"/> where it has them, else composed here from primitives.
/// Backward is truncated at the window's start: the carried state is detached.
/// </remarks>
public static class LstmOperation
{
    /// <summary>Applies the operation, and leaves the state after the last step in <paramref name="h"/> and <paramref name="c"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weightInput">W_ih, [4H, E].</param>
    /// <param name="weightHidden">W_hh, [4H, H].</param>
    /// <param name="bias">b, [4H, 1].</param>
    /// <param name="x">[E, T*B].</param>
    /// <param name="h">The carried hidden state, [H, B].</param>
    /// <param name="c">The carried cell state, [H, B].</param>
    /// <param name="activations">σ and φ.</param>
    /// <returns>h_0 ... h_(T-1), [H, T*B].</returns>
    /// <exception cref="ArgumentException">The number of columns of x is no multiple of the batch size.</exception>
    public static Variable Apply(
        Tape tape,
        Parameter weightInput,
        Parameter weightHidden,
        Parameter bias,
        Variable x,
        Tensor h,
        Tensor c,
        CellActivations activations = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(h);
        ArgumentNullException.ThrowIfNull(c);
        RequireWholeSteps(x.Value.Columns, h.Columns, nameof(x));
        return Recur(tape, weightHidden, LinearOperation.Apply(tape, weightInput, bias, x), h.View, c.View, activations);
    }

    /// <summary>The recurrence alone, for inputs that were multiplied already.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weightHidden">W_hh, [4H, H].</param>
    /// <param name="fromInput">
    /// W_ih*x_t + b, [4H, T*B]; used by no other operation: the gates and then their gradient overwrite it.
    /// </param>
    /// <param name="h">The carried hidden state, [H, B]; receives that after the last step.</param>
    /// <param name="c">The carried cell state, [H, B]; receives that after the last step.</param>
    /// <param name="activations">σ and φ.</param>
    /// <returns>h_0 ... h_(T-1), [H, T*B].</returns>
    /// <exception cref="ArgumentException">The number of columns is no multiple of the batch size.</exception>
    public static Variable Recur(
        Tape tape,
        Parameter weightHidden,
        Variable fromInput,
        MatrixView h,
        MatrixView c,
        CellActivations activations = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weightHidden);
        ArgumentNullException.ThrowIfNull(fromInput);
        int hidden = weightHidden.Columns;
        int batch = h.Columns;
        int columns = fromInput.Value.Columns;
        RequireWholeSteps(columns, batch, nameof(fromInput));

        // The first B columns hold the carried state, so that "previous" and "current" are two views of one matrix.
        var hAll = tape.Rent(hidden, columns + batch);
        var cAll = tape.Rent(hidden, columns + batch);
        var dense = tape.Backend.Dense;
        dense.Copy(h, hAll.ColumnRange(0, batch));
        dense.Copy(c, cAll.ColumnRange(0, batch));
        var sequence = new Sequence(tape.Backend, weightHidden.Weight, fromInput.Value, hAll, cAll, batch, activations);
        sequence.Forward();

        dense.Copy(hAll.ColumnRange(columns, batch), h);
        dense.Copy(cAll.ColumnRange(columns, batch), c);
        return tape.Record(hAll.ColumnRange(batch, columns), output => new Node(weightHidden, fromInput, output, sequence));
    }

    private static void RequireWholeSteps(int columns, int batch, string name)
    {
        if (columns % batch != 0)
        {
            throw new ArgumentException($"LSTM: {columns} columns are no whole number of steps of batch {batch}.", name);
        }
    }

    /// <summary>The time loop: gates [4H, T*B], and h and c of [H, (T+1)*B] with the initial state in front.</summary>
    private sealed record Sequence(
        IBackend Backend,
        Weight WeightHidden,
        MatrixView Gates,
        MatrixView H,
        MatrixView C,
        int Batch,
        CellActivations Activations)
    {
        private int Columns => Gates.Columns;

        public MatrixView PreviousH => H.ColumnRange(0, Columns);

        private MatrixView PreviousC => C.ColumnRange(0, Columns);

        public void Forward()
        {
            var h = H.ColumnRange(Batch, Columns);
            var c = C.ColumnRange(Batch, Columns);
            if (TryGetOptional(out var fused, out var weight))
            {
                fused.Forward(
                    weight.Packed, weight.Values, Gates, H.ColumnRange(0, Batch), C.ColumnRange(0, Batch), c, h, Activations);
                return;
            }

            for (int at = 0; at < Columns; at += Batch)
            {
                var gates = Gates.ColumnRange(at, Batch);
                WeightHidden.Multiply(PreviousH.ColumnRange(at, Batch), gates, accumulate: true);
                Backend.Recurrent.LstmCellForward(
                    gates, PreviousC.ColumnRange(at, Batch), c.ColumnRange(at, Batch), h.ColumnRange(at, Batch), Activations);
            }
        }

        /// <summary>Turns the gates into the gradients of their pre-activations.</summary>
        public void Backward(MatrixView dh, MatrixView dc)
        {
            var c = C.ColumnRange(Batch, Columns);
            if (TryGetOptional(out var fused, out var weight))
            {
                weight.Refresh();
                fused.Backward(weight.Packed, weight.Values, Gates, C.ColumnRange(0, Batch), c, dh, dc, Activations);
                return;
            }

            Backend.Dense.Fill(dc.AsVector(), 0);
            for (int at = Columns - Batch; at >= 0; at -= Batch)
            {
                var gates = Gates.ColumnRange(at, Batch);
                Backend.Recurrent.LstmCellBackward(
                    gates,
                    PreviousC.ColumnRange(at, Batch),
                    c.ColumnRange(at, Batch),
                    dh.ColumnRange(at, Batch),
                    dc,
                    gates,
                    Activations);
                if (at > 0)
                {
                    WeightHidden.MultiplyTransposed(gates, dh.ColumnRange(at - Batch, Batch), accumulate: true);
                }
            }
        }

        private bool TryGetOptional(out ILstmSequenceKernels kernels, out SparseWeight weight)
        {
            weight = (WeightHidden as SparseWeight)!;
            kernels = null!;
            return weight is not null && Backend.TryGetOptional(out kernels!);
        }
    }

    private sealed class Node(Parameter weightHidden, Variable fromInput, Variable h, Sequence sequence) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (h.Gradient is not { } dh)
            {
                return;
            }

            sequence.Backward(dh, tape.Rent(weightHidden.Columns, sequence.Batch));
            tape.AddProductGradient(weightHidden, sequence.Gates, sequence.PreviousH);
            fromInput.Gradient = sequence.Gates;
        }
    }
}
