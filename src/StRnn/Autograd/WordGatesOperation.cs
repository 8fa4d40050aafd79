using StRnn.Backends.Composed;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// The input product of a recurrent layer whose sequences repeat their inputs, as texts repeat words: Y_j =
/// W*x_(index_j) + b, with the product computed once per distinct input, forward and backward. The number behind the
/// last input stands for no input at all: the gates get pre-activations at which the state is 0 and no gradient flows,
/// which is how padding is masked. Of an LSTM, i, f and o are closed for good (-∞) and g is 0.
/// </summary>
public static class WordGatesOperation
{
    /// <summary>
    /// Applies the operation to the words of a table. Where both matrices are sparse, a backend may skip the dense
    /// vectors.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weight">
    /// W_ih, [G*H, E], with G gates of H rows, also used for <see cref="WeightUses.RowGather"/>.
    /// </param>
    /// <param name="bias">b, [G*H, 1].</param>
    /// <param name="table">The embedding, [V, E].</param>
    /// <param name="words">U distinct words, from <see cref="Tape.Integers"/>.</param>
    /// <param name="index">
    /// T*B numbers of words from <see cref="Tape.Integers"/>, each in [0, U]; U is no input.
    /// </param>
    /// <param name="withoutInput">The pre-activation of each gate where there is no input.</param>
    /// <returns>[G*H, T*B].</returns>
    public static Variable Apply(
        Tape tape,
        Parameter weight,
        Parameter bias,
        Parameter table,
        VectorView words,
        VectorView index,
        IReadOnlyList<float> withoutInput)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(table);
        if (tape.WeightOf(weight) is not SparseWeight left || tape.WeightOf(table) is not SparseWeight right
            || tape.Context.KeepsFactors
            || !withoutInput.SequenceEqual(WordGateInput.WithoutInput)
            || !tape.Backend.TryGetOptional(out IWordGateKernels? fused))
        {
            return Apply(tape, weight, bias, EmbeddingOperation.Apply(tape, table, words), index, withoutInput);
        }

        var input = new WordGateInput(left.Packed, left.Values, right.Packed, right.Values, words, index);
        var y = tape.Rent(weight.Rows, checked((int)index.Length));
        fused.Forward(input, tape.WeightOf(bias).Values, y);
        return tape.Record(y, output => new FusedNode(fused, input, weight, bias, table, output));
    }

    /// <summary>Applies the operation to any distinct inputs.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weight">W_ih, [G*H, E], with G gates of H rows.</param>
    /// <param name="bias">b, [G*H, 1].</param>
    /// <param name="x">The distinct inputs, [E, U].</param>
    /// <param name="index">T*B column numbers from <see cref="Tape.Integers"/>, each in [0, U]; U is no input.</param>
    /// <param name="withoutInput">The pre-activation of each gate where there is no input.</param>
    /// <returns>[G*H, T*B].</returns>
    public static Variable Apply(
        Tape tape,
        Parameter weight,
        Parameter bias,
        Variable x,
        VectorView index,
        IReadOnlyList<float> withoutInput)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(x);
        var y = tape.Rent(weight.Rows, checked((int)index.Length));
        ComposedWordGates.Forward(
            tape.WeightOf(weight), tape.WeightOf(bias).Values, x.Value, index, withoutInput, y, tape.Rent);
        return tape.Record(y, output => new Node(weight, bias, x, index, output));
    }

    private sealed class FusedNode(
        IWordGateKernels fused,
        WordGateInput input,
        Parameter weight,
        Parameter bias,
        Parameter table,
        Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is { } dy)
            {
                var dWeight = weight.GradientForWriting(out bool addWeight);
                var dTable = table.GradientForWriting(out bool addTable);
                var dBias = bias.GradientForWriting(out bool addBias);
                fused.Backward(input, dy, dWeight, addWeight, dTable, addTable, dBias, addBias);
            }
        }
    }

    private sealed class Node(Parameter weight, Parameter bias, Variable x, VectorView index, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            var sums = tape.Rent(weight.Rows, x.Value.Columns + 1);
            var dBias = bias.GradientForWriting(out bool addBias);
            var ofInputs = ComposedWordGates.Backward(tape.Backend, dy, index, sums, dBias, addBias);
            tape.AddProductGradient(weight, ofInputs, x.Value);
            tape.WeightOf(weight).MultiplyTransposed(ofInputs, tape.GradientOf(x, out bool addInput), addInput);
        }
    }
}
