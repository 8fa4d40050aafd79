using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The kernels of losses, each a number per column: softmax cross entropy over a [V, N] matrix of logits, the column's
/// maximum subtracted first; and the Huber loss over an [m, N] matrix of outputs, with the squared error as its limit.
/// </summary>
public interface ILossKernels
{
    /// <summary>
    /// Computes the losses of all columns: logSumExp_j = log sum over v of exp(logits_vj); losses_j = logSumExp_j -
    /// logits_(targets_j, j), in nats. A column with target -1 is ignored: its loss is 0, its logSumExp infinity.
    /// </summary>
    /// <param name="logits">[V, N].</param>
    /// <param name="targets">N class numbers (Int32), each in [-1, V).</param>
    /// <param name="logSumExp">[N], for the backward call.</param>
    /// <param name="losses">[N].</param>
    void SoftmaxCrossEntropyForward(MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses);

    /// <summary>
    /// Computes the gradient of the logits: dLogits_vj = scale * (exp(logits_vj - logSumExp_j) - [v = targets_j]),
    /// and 0 in an ignored column.
    /// </summary>
    /// <param name="logits">[V, N].</param>
    /// <param name="targets">N class numbers (Int32), -1 for an ignored column.</param>
    /// <param name="logSumExp">[N], from the forward call.</param>
    /// <param name="scale">The gradient of each column's loss, for example 1/N for a mean.</param>
    /// <param name="dLogits">[V, N]; may be <paramref name="logits"/> itself.</param>
    void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits);

    /// <summary>
    /// Computes the Huber losses of all columns: losses_j = scale * weights_j * sum over i of h(outputs_ij -
    /// targets_ij), where h(e) = e^2 / 2 for |e| &lt;= delta, else delta * (|e| - delta / 2). With an infinite delta it
    /// is half the squared error. Source: P. J. Huber, "Robust estimation of a location parameter", 1964.
    /// </summary>
    /// <param name="outputs">[m, N].</param>
    /// <param name="targets">[m, N].</param>
    /// <param name="weights">[N], 0 for a column that does not count; null for ones.</param>
    /// <param name="delta">The error from which the loss grows linearly, above 0; may be infinite.</param>
    /// <param name="scale">
    /// The factor of all losses: 1 / m for a mean over the rows, twice that for a mean square.
    /// </param>
    /// <param name="losses">[N].</param>
    void HuberForward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, VectorView losses);

    /// <summary>
    /// Computes the gradient of the outputs: dOutputs_ij = scale * weights_j * e_ij, where e_ij is outputs_ij -
    /// targets_ij cut to [-delta, delta].
    /// </summary>
    /// <param name="outputs">[m, N].</param>
    /// <param name="targets">[m, N].</param>
    /// <param name="weights">[N]; null for ones.</param>
    /// <param name="delta">The delta of the forward call.</param>
    /// <param name="scale">The scale of the forward call, times the gradient of each column's loss.</param>
    /// <param name="dOutputs">[m, N]; may be <paramref name="outputs"/> itself.</param>
    void HuberBackward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, MatrixView dOutputs);
}
