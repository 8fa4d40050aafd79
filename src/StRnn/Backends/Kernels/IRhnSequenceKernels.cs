using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels that compute a whole sequence of a recurrent highway network with sparse recurrent weights in one
/// call. Forward and backward always come as a pair. The input product is not part of it: it does not depend on the
/// recurrence and runs once over all T*B columns.
/// </summary>
public interface IRhnSequenceKernels
{
    /// <summary>
    /// Runs the sequence forward. For t = 0..T-1, on columns [t*B, (t+1)*B), and l = 1..D: input_l = m*s_(l-1); gates_l
    /// += R_l*input_l, then <see cref="IRecurrentKernels.RhnCellForward"/> from s_(l-1) to s_l. s_0 is s_D of the step
    /// before, and <paramref name="initial"/> in the first step.
    /// </summary>
    /// <param name="layers">
    /// The D micro-layers; gate and candidate stand in their gates on return, as the cell leaves them.
    /// </param>
    /// <param name="initial">The carried state, [H, B].</param>
    /// <param name="mask">
    /// m, [H, B], the same in every step and micro-layer, never on the carry path; null for none.
    /// </param>
    /// <param name="activations">σ and φ of the cell.</param>
    void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations);

    /// <summary>
    /// Runs the sequence backward. For t = T-1..0 and l = D..1: <see cref="IRecurrentKernels.RhnCellBackward"/>, then
    /// ds_(l-1) += m*(R_lᵀ*dGates_l); ds_0 adds to the gradient of the step before. The gradient does not flow into the
    /// initial state (truncated BPTT with detached state).
    /// </summary>
    /// <param name="layers">
    /// The micro-layers after the forward call, refreshed with the current values; gates become the gradients of the
    /// pre-activations.
    /// </param>
    /// <param name="initial">The carried state, [H, B].</param>
    /// <param name="mask">m, as in the forward call.</param>
    /// <param name="dy">
    /// [H, T*B]: the gradient of s_D from above on entry; its content on return is unspecified.
    /// </param>
    /// <param name="activations">As in the forward call.</param>
    void Backward(
        ReadOnlySpan<RhnMicroLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        CellActivations activations);
}

/// <summary>
/// One micro-layer of a recurrent highway network over a whole window, as <see cref="IRhnSequenceKernels"/> take it.
/// With D of them a time step passes the state through R_1 ... R_D.
/// </summary>
/// <param name="Packed">
/// R_l packed, [2H, H], for <see cref="WeightUses.RhnRecurrence"/>; its rows are H for the candidate h, then H for the
/// transform gate t.
/// </param>
/// <param name="Values">R_l's values, [nnz].</param>
/// <param name="Gates">
/// [2H, T*B]: what is added to R_l*input before the non-linearities (bias; in the first micro-layer W*x too) on entry.
/// </param>
/// <param name="Input">[H, T*B], replaced: m*s_(l-1), what R_l multiplies.</param>
/// <param name="State">[H, T*B], replaced: s_l.</param>
public readonly record struct RhnMicroLayer(
    PackedMatrix Packed, VectorView Values, MatrixView Gates, MatrixView Input, MatrixView State);
