using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>
/// The output layer fused with its loss: the mean over the columns with a target of -log softmax(W*x + b)_target, in
/// nats. Logits of a large vocabulary are by far the largest activation; here only a slice of columns of them exists at
/// a time, and it stays in the cache while its loss, its gradient and what they contribute to dW, db and dx are
/// computed. Equals <see cref="LinearOperation"/> followed by <see cref="SoftmaxCrossEntropyOperation"/>.
/// </summary>
/// <remarks>
/// In training the gradients are computed in the forward pass, because the loss is where the backward pass starts. A
/// step that keeps the factors of its gradients keeps the slices too.
/// </remarks>
public static class LinearSoftmaxCrossEntropyOperation
{
    // Two strips of a product's columns: wide enough to read the weights rarely, narrow enough for the last-level
    // cache.
    private const int SliceColumns = 128;

    /// <summary>Applies the operation.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weight">W, [V, n], dense or sparse.</param>
    /// <param name="bias">b, [V, 1], or null.</param>
    /// <param name="x">[n, N].</param>
    /// <param name="targets">
    /// N class numbers, from <see cref="Tape.Integers"/>; -1 for a column without a target, whose loss is 0.
    /// </param>
    /// <param name="lossSum">
    /// One element: receives the sum over the columns, added to what it held, without a host read.
    /// </param>
    /// <param name="targetCount">The number of columns with a target, at least 1; null for all N.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of targets is below 1.</exception>
    public static void Apply(
        Tape tape,
        Parameter weight,
        Parameter? bias,
        Variable x,
        VectorView targets,
        VectorView lossSum,
        int? targetCount = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetCount ?? 1, 1, nameof(targetCount));
        int count = x.Value.Columns;
        float scale = 1f / (targetCount ?? count);
        var logSumExp = tape.Rent(count);
        var losses = tape.Rent(count);
        var memory = SliceMemory(tape, weight.Rows, count);
        bool addInput = x.Gradient is not null;
        for (int first = 0; first < count; first += SliceColumns)
        {
            int columns = Math.Min(SliceColumns, count - first);
            if (tape.Context.KeepsFactors && first > 0)
            {
                memory = SliceMemory(tape, weight.Rows, columns);
            }

            var logits = memory.Slice(0, (long)weight.Rows * columns).AsMatrix(weight.Rows, columns);
            var slice = new Slice(
                x.Value.ColumnRange(first, columns),
                logits,
                targets.Slice(first, columns),
                logSumExp.Slice(first, columns));
            Forward(tape, weight, bias, slice, losses.Slice(first, columns));
            if (tape.Context.IsTraining)
            {
                var dx = tape.GradientOf(x, out _).ColumnRange(first, columns);
                Backward(tape, weight, bias, slice, scale, dx, addInput);
            }
        }

        tape.Backend.Dense.Sum(losses, lossSum, accumulate: true);
    }

    private static VectorView SliceMemory(Tape tape, int rows, int columns)
        => tape.Rent((long)rows * Math.Min(columns, SliceColumns));

    private static void Forward(Tape tape, Parameter weight, Parameter? bias, Slice slice, VectorView losses)
    {
        tape.WeightOf(weight).Multiply(slice.X, slice.Logits, accumulate: false);
        if (bias is not null)
        {
            tape.Backend.Dense.AddBias(tape.WeightOf(bias).Values, slice.Logits);
        }

        tape.Backend.Loss.SoftmaxCrossEntropyForward(slice.Logits, slice.Targets, slice.LogSumExp, losses);
    }

    private static void Backward(
        Tape tape, Parameter weight, Parameter? bias, Slice slice, float scale, MatrixView dx, bool addInput)
    {
        var backend = tape.Backend;
        var dLogits = slice.Logits;
        backend.Loss.SoftmaxCrossEntropyBackward(slice.Logits, slice.Targets, slice.LogSumExp, scale, dLogits);
        if (bias is not null)
        {
            var dBias = bias.GradientForWriting(out bool addBias);
            backend.Dense.SumColumns(dLogits, dBias, addBias);
        }

        tape.AddProductGradient(weight, dLogits, slice.X);
        tape.WeightOf(weight).MultiplyTransposed(dLogits, dx, addInput);
    }

    private readonly record struct Slice(MatrixView X, MatrixView Logits, VectorView Targets, VectorView LogSumExp);
}
