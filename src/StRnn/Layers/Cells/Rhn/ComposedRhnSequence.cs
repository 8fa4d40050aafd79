using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Rhn;

/// <summary>
/// An RHN sequence composed of the required kernels, a masked copy, a product and a cell per micro-step, for backends
/// without <see cref="IRhnSequenceKernels"/> and for weights that are not all sparse.
/// </summary>
public static class ComposedRhnSequence
{
    /// <summary>Computes the same result as <see cref="IRhnSequenceKernels.Forward"/>.</summary>
    /// <param name="layers">The D micro-layers.</param>
    /// <param name="initial">The carried state, [H, B].</param>
    /// <param name="mask">m, [H, B]; null for none.</param>
    /// <param name="activations">σ and φ of the cell.</param>
    public static void Forward(
        ReadOnlySpan<ComposedRhnLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        var backend = layers[0].Weight.Backend;
        int batch = initial.Columns;
        var previous = initial;
        for (int at = 0; at < layers[0].Gates.Columns; at += batch)
        {
            foreach (var layer in layers)
            {
                var input = layer.Input.ColumnRange(at, batch);
                var gates = layer.Gates.ColumnRange(at, batch);
                var state = layer.State.ColumnRange(at, batch);
                ApplyMask(backend, previous, input, mask, accumulate: false);
                layer.Weight.Multiply(input, gates, accumulate: true);
                backend.Recurrent.RhnCellForward(gates, previous, state, activations);
                previous = state;
            }
        }
    }

    /// <summary>Computes the same result as <see cref="IRhnSequenceKernels.Backward"/>.</summary>
    /// <param name="layers">The micro-layers that the forward pass left; the gates become their gradients.</param>
    /// <param name="initial">The carried state, [H, B].</param>
    /// <param name="mask">m, as in the forward pass.</param>
    /// <param name="dy">[H, T*B]: the gradient of s_D from above on entry, unspecified on return.</param>
    /// <param name="product">[H, B]: scratch.</param>
    /// <param name="activations">σ and φ, as in the forward pass.</param>
    public static void Backward(
        ReadOnlySpan<ComposedRhnLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        MatrixView product,
        CellActivations activations)
    {
        var backend = layers[0].Weight.Backend;
        int batch = initial.Columns;
        for (int at = dy.Columns - batch; at >= 0; at -= batch)
        {
            var ds = dy.ColumnRange(at, batch);
            if (at + batch < dy.Columns)
            {
                backend.Dense.Add(dy.ColumnRange(at + batch, batch), ds);
            }

            for (int l = layers.Length - 1; l >= 0; l--)
            {
                var gates = layers[l].Gates.ColumnRange(at, batch);
                var previous = l > 0 ? layers[l - 1].State.ColumnRange(at, batch)
                    : at > 0 ? layers[^1].State.ColumnRange(at - batch, batch)
                    : initial;
                backend.Recurrent.RhnCellBackward(gates, previous, ds, gates, activations);

                // The initial state is detached: its gradient is not needed.
                if (at > 0 || l > 0)
                {
                    layers[l].Weight.MultiplyTransposed(gates, product, accumulate: false);
                    ApplyMask(backend, product, ds, mask, accumulate: true);
                }
            }
        }
    }

    // y = m*x, or added to it; without a mask, x itself.
    private static void ApplyMask(IBackend backend, MatrixView x, MatrixView y, DropoutMask? mask, bool accumulate)
    {
        if (mask is { } some)
        {
            backend.Dense.Dropout(x, y, some, accumulate);
        }
        else if (accumulate)
        {
            backend.Dense.Add(x, y);
        }
        else
        {
            backend.Dense.Copy(x, y);
        }
    }
}

/// <summary>
/// One micro-layer of a recurrent highway network over a whole window, with a weight of any kind; <see
/// cref="RhnMicroLayer"/> is its form for sparse weights.
/// </summary>
/// <param name="Weight">R_l, [2H, H]: the rows of the candidate, then those of the transform gate.</param>
/// <param name="Gates">
/// [2H, T*B]. Before the forward pass what is added to R_l*input; after it candidate and gate, as the cell leaves them;
/// after the backward pass the gradients of the pre-activations.
/// </param>
/// <param name="Input">[H, T*B], replaced in the forward pass: m*s_(l-1), what R_l multiplies.</param>
/// <param name="State">[H, T*B], replaced in the forward pass: s_l.</param>
public readonly record struct ComposedRhnLayer(Weight Weight, MatrixView Gates, MatrixView Input, MatrixView State);
