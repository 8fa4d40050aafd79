using System.Diagnostics.CodeAnalysis;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Rhn;

/// <summary>
/// An RHN sequence by the fastest available implementation: <see cref="IRhnSequenceKernels"/> where all weights are
/// sparse and their backend has them, else <see cref="ComposedRhnSequence"/>.
/// </summary>
public static class RhnRecurrence
{
    /// <summary>Runs the sequence, and leaves candidates and gates for the backward pass.</summary>
    /// <param name="layers">The D micro-layers.</param>
    /// <param name="initial">The carried state, [H, B].</param>
    /// <param name="mask">m, [H, B]; null for none.</param>
    /// <param name="activations">σ and φ of the cell.</param>
    public static void Forward(
        ReadOnlySpan<ComposedRhnLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        if (TryGetKernels(layers, out var kernels))
        {
            kernels.Forward(Describe(layers), initial, mask, activations);
        }
        else
        {
            ComposedRhnSequence.Forward(layers, initial, mask, activations);
        }
    }

    /// <summary>Turns the gates into the gradients of their pre-activations.</summary>
    /// <param name="layers">The micro-layers that the forward pass left.</param>
    /// <param name="initial">The carried state, [H, B].</param>
    /// <param name="mask">m, as in the forward pass.</param>
    /// <param name="dy">[H, T*B]: the gradient of s_D from above on entry, unspecified on return.</param>
    /// <param name="rent">
    /// Returns scratch memory of the given numbers of rows and columns; called only if the sequence is composed.
    /// </param>
    /// <param name="activations">σ and φ, as in the forward pass.</param>
    public static void Backward(
        ReadOnlySpan<ComposedRhnLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        Func<int, int, MatrixView> rent,
        CellActivations activations)
    {
        ArgumentNullException.ThrowIfNull(rent);
        if (TryGetKernels(layers, out var kernels))
        {
            foreach (var layer in layers)
            {
                ((SparseWeight)layer.Weight).Refresh();
            }

            kernels.Backward(Describe(layers), initial, mask, dy, activations);
        }
        else
        {
            ComposedRhnSequence.Backward(layers, initial, mask, dy, rent(dy.Rows, initial.Columns), activations);
        }
    }

    private static bool TryGetKernels(
        ReadOnlySpan<ComposedRhnLayer> layers, [NotNullWhen(true)] out IRhnSequenceKernels? kernels)
    {
        kernels = null;
        foreach (var layer in layers)
        {
            if (!layer.Weight.IsSparse)
            {
                return false;
            }
        }

        return layers[0].Weight.Backend.TryGetOptional(out kernels);
    }

    private static RhnMicroLayer[] Describe(ReadOnlySpan<ComposedRhnLayer> layers)
    {
        var described = new RhnMicroLayer[layers.Length];
        for (int l = 0; l < described.Length; l++)
        {
            var (weight, gates, input, state) = layers[l];
            described[l] = new RhnMicroLayer(((SparseWeight)weight).Packed, weight.Values, gates, input, state);
        }

        return described;
    }
}
