using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The kernels for softmax cross entropy over the columns of a [V, N] matrix of logits, the column's maximum subtracted
/// first.
/// </summary>
public interface ILossKernels
{
    /// <summary>
    /// Computes the losses of all columns: logSumExp_j = log sum over v of exp(logits_vj); losses_j = logSumExp_j -
    /// logits_(targets_j, j), in nats.
    /// </summary>
    /// <param name="logits">[V, N].</param>
    /// <param name="targets">N class numbers (Int32), each in [0, V).</param>
    /// <param name="logSumExp">[N], for the backward call.</param>
    /// <param name="losses">[N].</param>
    void SoftmaxCrossEntropyForward(MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses);

    /// <summary>
    /// Computes the gradient of the logits: dLogits_vj = scale * (exp(logits_vj - logSumExp_j) - [v = targets_j]).
    /// </summary>
    /// <param name="logits">[V, N].</param>
    /// <param name="targets">N class numbers (Int32).</param>
    /// <param name="logSumExp">[N], from the forward call.</param>
    /// <param name="scale">The gradient of each column's loss, for example 1/N for a mean.</param>
    /// <param name="dLogits">[V, N]; may be <paramref name="logits"/> itself.</param>
    void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits);
}
