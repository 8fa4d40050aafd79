using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// The mean over the columns with a target of the cross entropy -log softmax(logits)_target, in nats.
/// </summary>
public static class SoftmaxCrossEntropyOperation
{
    /// <summary>Applies the operation. In the backward pass the gradient overwrites the logits.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[V, N]; used by no other operation.</param>
    /// <param name="targets">
    /// N class numbers, from <see cref="Tape.Integers"/>; -1 for a column without a target, whose loss is 0.
    /// </param>
    /// <param name="lossSum">
    /// One element: receives the sum over the columns, added to what it held, without a host read.
    /// </param>
    /// <param name="targetCount">The number of columns with a target, at least 1; null for all N.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of targets is below 1.</exception>
    public static void Apply(
        Tape tape, Variable logits, VectorView targets, VectorView lossSum, int? targetCount = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetCount ?? 1, 1, nameof(targetCount));
        int count = logits.Value.Columns;
        var logSumExp = tape.Rent(count);
        var losses = tape.Rent(count);
        tape.Backend.Loss.SoftmaxCrossEntropyForward(logits.Value, targets, logSumExp, losses);
        tape.Backend.Dense.Sum(losses, lossSum, accumulate: true);
        tape.Record(losses.AsMatrix(1, count), _ => new Node(logits, targets, logSumExp, 1f / (targetCount ?? count)));
    }

    private sealed class Node(Variable logits, VectorView targets, VectorView logSumExp, float scale) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            tape.Backend.Loss.SoftmaxCrossEntropyBackward(logits.Value, targets, logSumExp, scale, logits.Value);
            logits.Gradient = logits.Value;
        }
    }
}
