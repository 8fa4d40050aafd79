using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels that compute a whole GRU sequence with sparse recurrent weights in one call. Forward and backward
/// always come as a pair. The input product is not part of it: it does not depend on the recurrence and runs once over
/// all T*B columns.
/// </summary>
public interface IGruSequenceKernels
{
    /// <summary>
    /// Runs the sequence forward. For t = 0..T-1, on columns [t*B, (t+1)*B): the rows of r and z += W_hh*h_(t-1), then
    /// <see cref="IRecurrentKernels.GruGatesForward"/>; the product of W_hn, with h_(t-1) into inner or with inner into
    /// the rows of n, as the reset says; then <see cref="IRecurrentKernels.GruStateForward"/>.
    /// </summary>
    /// <param name="gates">W_hh packed, [2H, H], rows r and z, for <see cref="WeightUses.RhnRecurrence"/>.</param>
    /// <param name="gateValues">W_hh's values, [nnz].</param>
    /// <param name="candidate">
    /// W_hn packed, [H, H], for <see cref="WeightUses.Product"/> and <see cref="WeightUses.TransposedProduct"/>.
    /// </param>
    /// <param name="candidateValues">W_hn's values, [nnz].</param>
    /// <param name="sequence">The window's activations.</param>
    void Forward(
        PackedMatrix gates,
        VectorView gateValues,
        PackedMatrix candidate,
        VectorView candidateValues,
        GruSequence sequence);

    /// <summary>
    /// Runs the sequence backward. For t = T-1..0: <see cref="IRecurrentKernels.GruStateBackward"/>; with the reset
    /// before the product dInner = W_hnᵀ*dPre_n and <see cref="IRecurrentKernels.GruGatesBackward"/>; then dh_(t-1) +=
    /// dh_t + W_hhᵀ*(dPre_r, dPre_z), with the reset after the product + W_hnᵀ*inner_t too; with the values given to
    /// the last <see cref="ISparseKernels.Refresh"/>. The gradient does not flow into the initial state (truncated BPTT
    /// with detached state).
    /// </summary>
    /// <param name="gates">W_hh, packed, refreshed with the current values.</param>
    /// <param name="candidate">W_hn, packed, refreshed with the current values.</param>
    /// <param name="sequence">The activations that the forward call left.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry; its content on return is unspecified.</param>
    /// <param name="dInner">[H, B], contiguous: scratch, of undefined content before and after.</param>
    void Backward(
        PackedMatrix gates, PackedMatrix candidate, GruSequence sequence, MatrixView dh, MatrixView dInner);
}
