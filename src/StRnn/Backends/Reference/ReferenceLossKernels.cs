using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference kernels of losses, row by row over all columns, in double.</summary>
internal sealed class ReferenceLossKernels<T>(ReferenceMemory<T> memory) : ILossKernels
    where T : unmanaged
{
    public void SoftmaxCrossEntropyForward(
        MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        const string Operation = nameof(SoftmaxCrossEntropyForward);
        KernelShapes.CheckSoftmaxCrossEntropyForward(logits, targets, logSumExp, losses);
        MatrixSpan<T> scores = memory.Matrix(Operation, nameof(logits), logits);
        ReadOnlySpan<int> classes = memory.Ids(Operation, nameof(targets), targets, logits.Rows, first: -1);
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
            if (classes[j] < 0)
            {
                // The backward call computes exp(logit - infinity): no probability, no gradient.
                logSums[j] = ReferenceNumber<T>.Narrow(double.PositiveInfinity);
                results[j] = default;
                continue;
            }

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
        ReadOnlySpan<int> classes = memory.Ids(Operation, nameof(targets), targets, logits.Rows, first: -1);
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

    public void HuberForward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, VectorView losses)
    {
        const string Operation = nameof(HuberForward);
        KernelShapes.CheckHuberForward(outputs, targets, weights, delta, losses);
        MatrixSpan<T> values = memory.Matrix(Operation, nameof(outputs), outputs);
        MatrixSpan<T> expected = memory.Matrix(Operation, nameof(targets), targets);
        ReadOnlySpan<T> factors = Weights(Operation, weights);
        Span<T> results = memory.Vector(Operation, nameof(losses), losses);
        Span<double> sums = ReferenceMemory<T>.Sums(values.Columns);
        sums.Clear();
        for (int row = 0; row < values.Rows; row++)
        {
            for (int j = 0; j < values.Columns; j++)
            {
                double size = Math.Abs(Error(values[row][j], expected[row][j]));
                sums[j] += size <= delta ? size * size / 2 : delta * (size - (delta / 2.0));
            }
        }

        for (int j = 0; j < values.Columns; j++)
        {
            results[j] = ReferenceNumber<T>.Narrow(scale * Factor(factors, j) * sums[j]);
        }
    }

    public void HuberBackward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, MatrixView dOutputs)
    {
        const string Operation = nameof(HuberBackward);
        KernelShapes.CheckHuberBackward(outputs, targets, weights, delta, dOutputs);
        MatrixSpan<T> values = memory.Matrix(Operation, nameof(outputs), outputs);
        MatrixSpan<T> expected = memory.Matrix(Operation, nameof(targets), targets);
        ReadOnlySpan<T> factors = Weights(Operation, weights);
        MatrixSpan<T> results = memory.Matrix(Operation, nameof(dOutputs), dOutputs);
        for (int row = 0; row < values.Rows; row++)
        {
            for (int j = 0; j < values.Columns; j++)
            {
                double error = Math.Clamp(Error(values[row][j], expected[row][j]), -delta, delta);
                results[row][j] = ReferenceNumber<T>.Narrow(scale * Factor(factors, j) * error);
            }
        }
    }

    private static double Error(T value, T expected)
        => ReferenceNumber<T>.Widen(value) - ReferenceNumber<T>.Widen(expected);

    private static double Factor(ReadOnlySpan<T> weights, int column)
        => weights.IsEmpty ? 1 : ReferenceNumber<T>.Widen(weights[column]);

    private ReadOnlySpan<T> Weights(string operation, VectorView? weights)
        => weights is { } given ? memory.Vector(operation, nameof(weights), given) : default;
}
