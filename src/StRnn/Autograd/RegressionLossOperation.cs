using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// The mean over N columns of a regression's loss; a column's loss is the mean over its m outputs.
/// </summary>
public static class RegressionLossOperation
{
    /// <summary>Applies the operation. In the backward pass the gradient overwrites the outputs.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss of one output.</param>
    /// <param name="outputs">[m, N]; used by no other operation.</param>
    /// <param name="targets">[m, N], for example from <see cref="Tape.Numbers"/>.</param>
    /// <param name="weights">
    /// [N], factors of the columns' losses, 0 for a column without a target; null for ones.
    /// </param>
    /// <param name="count">The number of losses that the mean is over: N, or the sum of the weights.</param>
    /// <param name="lossSum">
    /// One element: receives the sum over the columns, added to what it held, without a host read.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static void Apply(
        Tape tape,
        RegressionLoss loss,
        Variable outputs,
        MatrixView targets,
        VectorView? weights,
        int count,
        VectorView lossSum)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var value = outputs.Value;
        var losses = tape.Rent(value.Columns);
        float scale = loss.Factor / value.Rows;
        tape.Backend.Loss.HuberForward(value, targets, weights, loss.Delta, scale, losses);
        tape.Backend.Dense.Sum(losses, lossSum, accumulate: true);
        tape.Record(
            losses.AsMatrix(1, value.Columns), _ => new Node(outputs, targets, weights, loss.Delta, scale / count));
    }

    private sealed class Node(Variable outputs, MatrixView targets, VectorView? weights, float delta, float scale)
        : TapeNode
    {
        public override void Backward(Tape tape)
        {
            tape.Backend.Loss.HuberBackward(outputs.Value, targets, weights, delta, scale, outputs.Value);
            outputs.Gradient = outputs.Value;
        }
    }
}
