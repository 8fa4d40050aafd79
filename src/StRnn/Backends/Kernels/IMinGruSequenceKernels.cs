using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// Optional kernels that compute a whole minGRU sequence in one call: a linear recurrence per hidden unit and column,
/// without any product. Forward and backward always come as a pair. Source: Feng et al. 2024, section 3.1.
/// </summary>
/// <remarks>
/// A step is <see cref="IRecurrentKernels.RhnCellForward"/> with the update gate z in place of t: h = z*n + (1 - z)*h
/// of the step before. The gates do not depend on h, so each unit's sequence runs on its own.
/// </remarks>
public interface IMinGruSequenceKernels
{
    /// <summary>Runs the sequence forward: the cell for t = 0..T-1, on columns [t*B, (t+1)*B).</summary>
    /// <param name="gates">
    /// [2H, T*B], rows of the candidate, then of the gate: pre-activations on entry, as the cell leaves them on return.
    /// </param>
    /// <param name="initial">h_(-1), [H, B].</param>
    /// <param name="h">h_0 ... h_(T-1), [H, T*B], replaced.</param>
    /// <param name="activations">σ and φ of the cell.</param>
    void Forward(MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations);

    /// <summary>
    /// Runs the sequence backward. For t = T-1..0: <see cref="IRecurrentKernels.RhnCellBackward"/>, then dh_(t-1) +=
    /// its gradient along the carry. The gradient does not flow into the initial state (truncated BPTT with detached
    /// state).
    /// </summary>
    /// <param name="gates">
    /// [2H, T*B], as the forward call left them; replaced by the gradients of the pre-activations.
    /// </param>
    /// <param name="initial">h_(-1), [H, B].</param>
    /// <param name="h">[H, T*B], of the forward call.</param>
    /// <param name="dh">[H, T*B]: the gradient of h from above on entry; its content on return is unspecified.</param>
    /// <param name="activations">As in the forward call.</param>
    void Backward(MatrixView gates, MatrixView initial, MatrixView h, MatrixView dh, CellActivations activations);
}
