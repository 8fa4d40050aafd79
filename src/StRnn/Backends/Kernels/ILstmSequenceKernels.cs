using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional: a whole LSTM sequence with sparse recurrent weights in one call. Forward and backward always come as a pair.
/// The input product is not part of it: it does not depend on the recurrence and runs once over all T*B columns.
/// </summary>
public interface ILstmSequenceKernels
{
    /// <summary>
    /// For t = 0..T-1, on columns [t*B, (t+1)*B): gates_t += W_hh*h_(t-1), then <see cref="IRecurrentKernels.LstmCellForward"/>;
    /// h_(-1) and c_(-1) are the initial state.
    /// </summary>
    /// <param name="packed">W_hh packed, [4H, H], for <see cref="WeightUses.LstmRecurrence"/>.</param>
    /// <param name="values">W_hh's values, [nnz].</param>
    /// <param name="gates">[4H, T*B]: W_ih*x + bias on entry; on return gates and candidate as the cell leaves them.</param>
    /// <param name="initialH">[H, B].</param>
    /// <param name="initialC">[H, B].</param>
    /// <param name="c">[H, T*B], replaced.</param>
    /// <param name="h">[H, T*B], replaced.</param>
    /// <param name="activations">σ and φ of the cell.</param>
    void Forward(
        PackedMatrix packed,
        VectorView values,
        MatrixView gates,
        MatrixView initialH,
        MatrixView initialC,
        MatrixView c,
        MatrixView h,
        CellActivations activations);

    /// <summary>
    /// For t = T-1..0: <see cref="IRecurrentKernels.LstmCellBackward"/>, then dh_(t-1) += W_hhᵀ*dGates_t. The gradient does not
    /// flow into the initial state (truncated BPTT with detached state).
    /// </summary>
    /// <param name="packed">W_hh, packed, refreshed with the current values.</param>
    /// <param name="values">W_hh's values, [nnz].</param>
    /// <param name="gates">[4H, T*B]: gates and candidate on entry, gradients of the pre-activations on return.</param>
    /// <param name="initialC">[H, B].</param>
    /// <param name="c">[H, T*B], from the forward call.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry; its content on return is unspecified.</param>
    /// <param name="dc">[H, B]: scratch, of undefined content before and after; the gradient of c starts from 0.</param>
    /// <param name="activations">As in the forward call.</param>
    void Backward(
        PackedMatrix packed,
        VectorView values,
        MatrixView gates,
        MatrixView initialC,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        CellActivations activations);
}
