using System.Diagnostics.CodeAnalysis;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers.Cells.Gru;

/// <summary>
/// A GRU sequence by the fastest available implementation: <see cref="IGruSequenceKernels"/> where both weights are
/// sparse and their backend has them, else <see cref="ComposedGruSequence"/>.
/// </summary>
public static class GruRecurrence
{
    /// <summary>Runs the sequence, and leaves gates and candidate for the backward pass.</summary>
    /// <param name="gates">W_hh, [2H, H], rows r and z.</param>
    /// <param name="candidate">W_hn, [H, H].</param>
    /// <param name="sequence">The window's activations.</param>
    public static void Forward(Weight gates, Weight candidate, GruSequence sequence)
    {
        if (TryGetKernels(gates, candidate, out var kernels, out var sparseGates, out var sparseCandidate))
        {
            kernels.Forward(
                sparseGates.Packed, sparseGates.Values, sparseCandidate.Packed, sparseCandidate.Values, sequence);
        }
        else
        {
            ComposedGruSequence.Forward(gates, candidate, sequence);
        }
    }

    /// <summary>Turns the gates into the gradients of their pre-activations.</summary>
    /// <param name="gates">W_hh, [2H, H], rows r and z.</param>
    /// <param name="candidate">W_hn, [H, H].</param>
    /// <param name="sequence">The activations that the forward pass left.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry, unspecified on return.</param>
    /// <param name="dInner">[H, B], contiguous: scratch.</param>
    public static void Backward(
        Weight gates, Weight candidate, GruSequence sequence, MatrixView dh, MatrixView dInner)
    {
        if (TryGetKernels(gates, candidate, out var kernels, out var sparseGates, out var sparseCandidate))
        {
            sparseGates.Refresh();
            sparseCandidate.Refresh();
            kernels.Backward(sparseGates.Packed, sparseCandidate.Packed, sequence, dh, dInner);
        }
        else
        {
            ComposedGruSequence.Backward(gates, candidate, sequence, dh, dInner);
        }
    }

    private static bool TryGetKernels(
        Weight gates,
        Weight candidate,
        [NotNullWhen(true)] out IGruSequenceKernels? kernels,
        [NotNullWhen(true)] out SparseWeight? sparseGates,
        [NotNullWhen(true)] out SparseWeight? sparseCandidate)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(candidate);
        kernels = null;
        sparseGates = gates as SparseWeight;
        sparseCandidate = candidate as SparseWeight;
        return sparseGates is not null && sparseCandidate is not null && gates.Backend.TryGetOptional(out kernels);
    }
}
