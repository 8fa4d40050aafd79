using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// A recurrent highway layer of depth D over a whole sequence: one node on the tape. For t = 0..T-1, s_0 = y_(t-1) and l = 1..D:
/// h_l = φ([l=1]*W_H*x_t + R_Hl*(m*s_(l-1)) + b_Hl); t_l = σ([l=1]*W_T*x_t + R_Tl*(m*s_(l-1)) + b_Tl);
/// s_l = h_l*t_l + s_(l-1)*(1 - t_l); y_t = s_D. H and T are the upper and lower half of each matrix.
/// Source: Zilly et al. 2017, equations 6 to 9 (coupled carry gate); Liu et al. 2021, equation 2, where σ is the logistic function and φ is tanh.
/// </summary>
/// <remarks>
/// The dropout mask m is one for the whole window, all D micro-layers and both gates, and acts inside the products only, never on the
/// carry path. The input product and the weight gradients do not depend on the recurrence and run once over all T*B columns. Backward is
/// truncated at the window's start: the carried state is detached.
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
    /// The number of columns of x is no multiple of the batch size, or there are not as many biases as recurrent weights.
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
            throw new ArgumentException($"RHN: {weightsHidden.Count} recurrent weights and {biases.Count} biases make no micro-layers.");
        }

        int hidden = state.Rows;
        int batch = state.Columns;
        int columns = x.Value.Columns;
        if (columns % batch != 0)
        {
            throw new ArgumentException($"RHN: {columns} columns are no whole number of steps of batch {batch}.", nameof(x));
        }

        var dense = tape.Backend.Dense;
        int depth = weightsHidden.Count;
        var steps = new MicroLayer[depth];
        for (int l = 0; l < depth; l++)
        {
            var gates = tape.Rent(2 * hidden, columns);
            if (l == 0)
            {
                weightInput.Weight.Multiply(x.Value, gates, accumulate: false);
            }
            else
            {
                dense.Fill(gates.AsVector(), 0);
            }

            dense.AddBias(biases[l].Weight.Values, gates);

            // The last micro-layer's first B columns hold the carried state, so that "previous" and "current" are two views of one matrix.
            var all = tape.Rent(hidden, l == depth - 1 ? columns + batch : columns);
            steps[l] = new MicroLayer(
                weightsHidden[l].Weight, gates, tape.Rent(hidden, columns), all.ColumnRange(all.Columns - columns, columns), all);
        }

        var outputs = steps[^1].WithInitial;
        dense.Copy(state.View, outputs.ColumnRange(0, batch));
        var sequence = new Sequence(tape.Backend, steps, mask, batch, activations);
        sequence.Forward();
        dense.Copy(outputs.ColumnRange(columns, batch), state.View);
        return tape.Record(
            steps[^1].State, output => new Node(weightInput, weightsHidden, biases, x, output, sequence));
    }

    /// <summary>What a micro-layer reads and writes; the last one's states stand behind the initial state.</summary>
    private sealed record MicroLayer(Weight Weight, MatrixView Gates, MatrixView Input, MatrixView State, MatrixView WithInitial);

    /// <summary>The time loop, through the micro-layers of each step.</summary>
    private sealed record Sequence(
        IBackend Backend, MicroLayer[] Layers, DropoutMask? Mask, int Batch, CellActivations Activations)
    {
        private int Columns => Layers[0].Gates.Columns;

        private MatrixView Initial => Layers[^1].WithInitial.ColumnRange(0, Batch);

        public void Forward()
        {
            if (TryGetOptional(out var fused, out var layers))
            {
                fused.Forward(layers, Initial, Mask, Activations);
                return;
            }

            for (int at = 0; at < Columns; at += Batch)
            {
                for (int l = 0; l < Layers.Length; l++)
                {
                    var previous = Previous(at, l);
                    var input = Layers[l].Input.ColumnRange(at, Batch);
                    var gates = Layers[l].Gates.ColumnRange(at, Batch);
                    ApplyMask(previous, input, accumulate: false);
                    Layers[l].Weight.Multiply(input, gates, accumulate: true);
                    Backend.Recurrent.RhnCellForward(gates, previous, Layers[l].State.ColumnRange(at, Batch), Activations);
                }
            }
        }

        /// <summary>Turns the gates into the gradients of their pre-activations.</summary>
        public void Backward(Tape tape, MatrixView dy)
        {
            if (TryGetOptional(out var fused, out var layers))
            {
                foreach (var layer in Layers)
                {
                    ((SparseWeight)layer.Weight).Refresh();
                }

                fused.Backward(layers, Initial, Mask, dy, Activations);
                return;
            }

            var product = tape.Rent(dy.Rows, Batch);
            for (int at = Columns - Batch; at >= 0; at -= Batch)
            {
                var ds = dy.ColumnRange(at, Batch);
                if (at + Batch < Columns)
                {
                    Backend.Dense.Add(dy.ColumnRange(at + Batch, Batch), ds);
                }

                for (int l = Layers.Length - 1; l >= 0; l--)
                {
                    var gates = Layers[l].Gates.ColumnRange(at, Batch);
                    Backend.Recurrent.RhnCellBackward(gates, Previous(at, l), ds, gates, Activations);
                    if (at > 0 || l > 0)
                    {
                        Layers[l].Weight.MultiplyTransposed(gates, product, accumulate: false);
                        ApplyMask(product, ds, accumulate: true);
                    }
                }
            }
        }

        private MatrixView Previous(int at, int l)
            => l == 0 ? Layers[^1].WithInitial.ColumnRange(at, Batch) : Layers[l - 1].State.ColumnRange(at, Batch);

        private void ApplyMask(MatrixView x, MatrixView y, bool accumulate)
        {
            if (Mask is { } mask)
            {
                Backend.Dense.Dropout(x, y, mask, accumulate);
            }
            else if (accumulate)
            {
                Backend.Dense.Add(x, y);
            }
            else
            {
                Backend.Dense.Copy(x, y);
            }
        }

        // All recurrent weights sparse, or none of it: a mixture is composed.
        private bool TryGetOptional(out IRhnSequenceKernels kernels, out RhnMicroLayer[] layers)
        {
            layers = [];
            kernels = null!;
            if (!Layers.All(layer => layer.Weight is SparseWeight) || !Backend.TryGetOptional(out kernels!))
            {
                return false;
            }

            layers = [.. Layers.Select(layer =>
            {
                var weight = (SparseWeight)layer.Weight;
                return new RhnMicroLayer(weight.Packed, weight.Values, layer.Gates, layer.Input, layer.State);
            })];
            return true;
        }
    }

    private sealed class Node(
        Parameter weightInput,
        IReadOnlyList<Parameter> weightsHidden,
        IReadOnlyList<Parameter> biases,
        Variable x,
        Variable y,
        Sequence sequence) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            sequence.Backward(tape, dy);
            for (int l = 0; l < weightsHidden.Count; l++)
            {
                var layer = sequence.Layers[l];
                tape.Backend.Dense.SumColumns(layer.Gates, biases[l].GradientForWriting(out bool addBias), addBias);
                tape.AddProductGradient(weightsHidden[l], layer.Gates, layer.Input);
            }

            var dGates = sequence.Layers[0].Gates;
            tape.AddProductGradient(weightInput, dGates, x.Value);
            MatrixView dx = tape.GradientOf(x, out bool accumulate);
            weightInput.Weight.MultiplyTransposed(dGates, dx, accumulate);
        }
    }
}
