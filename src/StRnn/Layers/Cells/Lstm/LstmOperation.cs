using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Lstm;

/// <summary>
/// One LSTM layer over a whole sequence. For t = 0..T-1, with gate rows i, f, g, o:
/// pre_t = W_ih*x_t + W_hh*h_(t-1) + b; c_t = σ(f)*c_(t-1) + σ(i)*φ(g); h_t = σ(o)*tanh(c_t).
/// Source: Liu et al. 2021, equation 1, where σ is the logistic function and φ is tanh.
/// </summary>
/// <remarks>
/// The input product and the weight gradients do not depend on the recurrence and run once over all T*B columns; only
/// W_hh*h stays in the time loop, which is <see cref="LstmRecurrence"/>. Backward is truncated at the window's start:
/// the carried state is detached.
/// </remarks>
public static class LstmOperation
{
    /// <summary>
    /// Applies the operation, and leaves the state after the last step in <paramref name="h"/> and <paramref
    /// name="c"/>.
    /// </summary>
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
        KernelShapes.CheckSteps("LSTM", x.Value.Columns, h.Columns);
        return Recur(
            tape, weightHidden, LinearOperation.Apply(tape, weightInput, bias, x), h.View, c.View, activations);
    }

    /// <summary>Applies only the recurrence, to inputs that are already multiplied by W_ih.</summary>
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
        KernelShapes.CheckSteps("LSTM", columns, batch);

        // The first B columns hold the carried state, so that "previous" and "current" are two views of one matrix.
        var hAll = tape.Rent(hidden, columns + batch);
        var cAll = tape.Rent(hidden, columns + batch);
        var dense = tape.Backend.Dense;
        dense.Copy(h, hAll.ColumnRange(0, batch));
        dense.Copy(c, cAll.ColumnRange(0, batch));
        var sequence = new LstmSequence(
            fromInput.Value,
            hAll.ColumnRange(0, batch),
            cAll.ColumnRange(0, batch),
            cAll.ColumnRange(batch, columns),
            hAll.ColumnRange(batch, columns),
            activations);
        LstmRecurrence.Forward(tape.WeightOf(weightHidden), sequence);

        dense.Copy(hAll.ColumnRange(columns, batch), h);
        dense.Copy(cAll.ColumnRange(columns, batch), c);
        var previousH = hAll.ColumnRange(0, columns);
        return tape.Record(sequence.H, output => new Node(weightHidden, fromInput, output, previousH, sequence));
    }

    private sealed class Node(
        Parameter weightHidden, Variable fromInput, Variable h, MatrixView previousH, LstmSequence sequence) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (h.Gradient is not { } dh)
            {
                return;
            }

            LstmRecurrence.Backward(
                tape.WeightOf(weightHidden), sequence, dh, tape.Rent(weightHidden.Columns, sequence.Batch));

            // Gates now holds the gradients. It is fromInput's own memory, and nothing else has contributed to
            // fromInput's gradient: so it becomes that gradient, and nothing is added.
            tape.AddProductGradient(weightHidden, sequence.Gates, previousH);
            fromInput.Gradient = sequence.Gates;
        }
    }
}
