using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference kernels for softmax cross entropy, row by row over all columns, in double.</summary>
internal sealed class ReferenceLossKernels<T>(ReferenceMemory<T> memory) : ILossKernels
    where T : unmanaged
{
    public void SoftmaxCrossEntropyForward(
        MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        const string Operation = nameof(SoftmaxCrossEntropyForward);
        KernelShapes.CheckSoftmaxCrossEntropyForward(logits, targets, logSumExp, losses);
        MatrixSpan<T> scores = memory.Matrix(Operation, nameof(logits), logits);
        ReadOnlySpan<int> classes = memory.Ids(Operation, nameof(targets), targets, logits.Rows);
        Span<T> logSums = memory.Vector(Operation, nameof(logSumExp), logSumExp);
        Span<T> results = memory.Vector(Operation, nameof(losses), losses);
        int count = scores.Columns;
        Span<double> scratch = ReferenceMemory<T>.Sums(2 * count);
        Span<double> maxima = scratch[..count];
        Span<double> sums = scratch[count..];
        maxima.Fill(double.NegativeInfinity);
        sums.Clear();
        for (int row = 0; row < scores.Rows; row++)
        {
            ReadOnlySpan<T> source = scores[row];
            for (int j = 0; j < count; j++)
            {
                maxima[j] = Math.Max(maxima[j], ReferenceNumber<T>.Widen(source[j]));
            }
        }

        for (int row = 0; row < scores.Rows; row++)
        {
            ReadOnlySpan<T> source = scores[row];
            for (int j = 0; j < count; j++)
            {
                sums[j] += Math.Exp(ReferenceNumber<T>.Widen(source[j]) - maxima[j]);
            }
        }

        for (int j = 0; j < count; j++)
        {
            double logSum = maxima[j] + Math.Log(sums[j]);
            logSums[j] = ReferenceNumber<T>.Narrow(logSum);
            results[j] = ReferenceNumber<T>.Narrow(logSum - ReferenceNumber<T>.Widen(scores[classes[j]][j]));
        }
    }

    public void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits)
    {
        const string Operation = nameof(SoftmaxCrossEntropyBackward);
        KernelShapes.CheckSoftmaxCrossEntropyBackward(logits, targets, logSumExp, dLogits);
        MatrixSpan<T> scores = memory.Matrix(Operation, nameof(logits), logits);
        ReadOnlySpan<int> classes = memory.Ids(Operation, nameof(targets), targets, logits.Rows);
        ReadOnlySpan<T> logSums = memory.Vector(Operation, nameof(logSumExp), logSumExp);
        MatrixSpan<T> results = memory.Matrix(Operation, nameof(dLogits), dLogits);
        for (int row = 0; row < scores.Rows; row++)
        {
            ReadOnlySpan<T> source = scores[row];
            Span<T> result = results[row];
            for (int j = 0; j < source.Length; j++)
            {
                double probability = Math.Exp(
                    ReferenceNumber<T>.Widen(source[j]) - ReferenceNumber<T>.Widen(logSums[j]));
                double expected = classes[j] == row ? 1 : 0;
                result[j] = ReferenceNumber<T>.Narrow(scale * (probability - expected));
            }
        }
    }
}
