using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels that compute a whole LSTM sequence with sparse recurrent weights in one call. Forward and backward
/// always come as a pair. The input product is not part of it: it does not depend on the recurrence and runs once over
/// all T*B columns.
/// </summary>
public interface ILstmSequenceKernels
{
    /// <summary>
    /// Runs the sequence forward. For t = 0..T-1, on columns [t*B, (t+1)*B): gates_t += W_hh*h_(t-1), then
    /// <see cref="IRecurrentKernels.LstmCellForward"/>; h_(-1) and c_(-1) are the initial state.
    /// </summary>
    /// <param name="packed">W_hh packed, [4H, H], for <see cref="WeightUses.LstmRecurrence"/>.</param>
    /// <param name="values">W_hh's values, [nnz].</param>
    /// <param name="sequence">The window's activations.</param>
    void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence);

    /// <summary>
    /// Runs the sequence backward. For t = T-1..0: <see cref="IRecurrentKernels.LstmCellBackward"/>, then dh_(t-1) +=
    /// W_hhᵀ*dGates_t, with the values given to the last <see cref="ISparseKernels.Refresh"/>. The gradient does not
    /// flow into the initial state (truncated BPTT with detached state).
    /// </summary>
    /// <param name="packed">W_hh, packed, refreshed with the current values.</param>
    /// <param name="sequence">The activations that the forward call left.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry; its content on return is unspecified.</param>
    /// <param name="dc">
    /// [H, B], contiguous: scratch, of undefined content before and after; the gradient of c starts from 0.
    /// </param>
    void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc);
}
