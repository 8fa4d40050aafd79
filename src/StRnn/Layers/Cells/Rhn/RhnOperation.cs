using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Rhn;

/// <summary>
/// A recurrent highway layer of depth D over a whole sequence: one node on the tape. For t = 0..T-1, s_0 = y_(t-1) and
/// l = 1..D: h_l = φ([l=1]*W_H*x_t + R_Hl*(m*s_(l-1)) + b_Hl); t_l = σ([l=1]*W_T*x_t + R_Tl*(m*s_(l-1)) + b_Tl); s_l =
/// h_l*t_l + s_(l-1)*(1 - t_l); y_t = s_D. H and T are the upper and lower half of each matrix. Source: Zilly et al.
/// 2017, equations 6 to 9 (coupled carry gate), where σ is the logistic function and φ is tanh.
/// </summary>
/// <remarks>
/// The dropout mask m is one for the whole window, all D micro-layers and both gates, and acts inside the products
/// only, never on the carry path. The input product and the weight gradients do not depend on the recurrence and run
/// once over all T*B columns. Backward is truncated at the window's start: the carried state is detached.
/// </remarks>
public static class RhnOperation
{
    /// <summary>Applies the operation, and leaves the state after the last step in <paramref name="state"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weightInput">W, [2H, E].</param>
    /// <param name="weightsHidden">R_1 ... R_D, [2H, H] each.</param>
    /// <param name="biases">b_1 ... b_D, [2H, 1] each.</param>
    /// <param name="x">[E, T*B].</param>
    /// <param name="state">The carried state y, [H, B].</param>
    /// <param name="mask">m, [H, B]; null for none.</param>
    /// <param name="activations">σ and φ.</param>
    /// <returns>y_0 ... y_(T-1), [H, T*B].</returns>
    /// <exception cref="ArgumentException">
    /// The number of columns of x is no multiple of the batch size, or there are not as many biases as recurrent
    /// weights.
    /// </exception>
    public static Variable Apply(
        Tape tape,
        Parameter weightInput,
        IReadOnlyList<Parameter> weightsHidden,
        IReadOnlyList<Parameter> biases,
        Variable x,
        Tensor state,
        DropoutMask? mask,
        CellActivations activations = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weightInput);
        ArgumentNullException.ThrowIfNull(weightsHidden);
        ArgumentNullException.ThrowIfNull(biases);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(state);
        if (weightsHidden.Count == 0 || weightsHidden.Count != biases.Count)
        {
            throw new ArgumentException(
                $"RHN: {weightsHidden.Count} recurrent weights and {biases.Count} biases: "
                + "a layer needs as many of each, and at least one.");
        }

        int hidden = state.Rows;
        int batch = state.Columns;
        int columns = x.Value.Columns;
        KernelShapes.CheckSteps("RHN", columns, batch);
        var dense = tape.Backend.Dense;
        int depth = weightsHidden.Count;

        // The last micro-layer's states follow the carried state, so that "previous" and "current" are two views
        // of one matrix.
        var outputs = tape.Rent(hidden, columns + batch);
        var layers = new ComposedRhnLayer[depth];
        for (int l = 0; l < depth; l++)
        {
            var gates = tape.Rent(2 * hidden, columns);
            if (l == 0)
            {
                tape.WeightOf(weightInput).Multiply(x.Value, gates, accumulate: false);
            }
            else
            {
                dense.Fill(gates.AsVector(), 0);
            }

            dense.AddBias(tape.WeightOf(biases[l]).Values, gates);

            layers[l] = new ComposedRhnLayer(
                tape.WeightOf(weightsHidden[l]),
                gates,
                tape.Rent(hidden, columns),
                l == depth - 1 ? outputs.ColumnRange(batch, columns) : tape.Rent(hidden, columns));
        }

        var initial = outputs.ColumnRange(0, batch);
        dense.Copy(state.View, initial);
        RhnRecurrence.Forward(layers, initial, mask, activations);
        dense.Copy(outputs.ColumnRange(columns, batch), state.View);
        var window = new Window(layers, initial, mask, activations);
        return tape.Record(layers[^1].State, output => new Node(weightInput, weightsHidden, biases, x, output, window));
    }

    /// <summary>The data that the backward pass needs from the forward pass.</summary>
    private sealed record Window(
        ComposedRhnLayer[] Layers, MatrixView Initial, DropoutMask? Mask, CellActivations Activations);

    private sealed class Node(
        Parameter weightInput,
        IReadOnlyList<Parameter> weightsHidden,
        IReadOnlyList<Parameter> biases,
        Variable x,
        Variable y,
        Window window) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            RhnRecurrence.Backward(window.Layers, window.Initial, window.Mask, dy, tape.Rent, window.Activations);
            for (int l = 0; l < weightsHidden.Count; l++)
            {
                var layer = window.Layers[l];
                tape.Backend.Dense.SumColumns(layer.Gates, biases[l].GradientForWriting(out bool addBias), addBias);
                tape.AddProductGradient(weightsHidden[l], layer.Gates, layer.Input);
            }

            var dGates = window.Layers[0].Gates;
            tape.AddProductGradient(weightInput, dGates, x.Value);
            MatrixView dx = tape.GradientOf(x, out bool accumulate);
            tape.WeightOf(weightInput).MultiplyTransposed(dGates, dx, accumulate);
        }
    }
}
