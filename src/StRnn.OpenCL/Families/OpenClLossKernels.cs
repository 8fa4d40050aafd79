using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL.Families;

/// <summary>Softmax cross entropy by fixed blocks of rows.</summary>
internal sealed class OpenClLossKernels(OpenClContext context) : ILossKernels
{
    // The kernel has the same number.
    private const int RowsPerBlock = 128;

    public void SoftmaxCrossEntropyForward(
        MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        using var call = context.Begin();
        const string Operation = nameof(SoftmaxCrossEntropyForward);
        KernelShapes.CheckSoftmaxCrossEntropyForward(logits, targets, logSumExp, losses);
        context.Numbers(Operation, nameof(targets), targets, logits.Rows);
        int blocks = (logits.Rows + RowsPerBlock - 1) / RowsPerBlock;
        var maxima = context.Scratch.Get(Scratch.Partial, (long)blocks * logits.Columns * sizeof(float));
        var sums = context.Scratch.Get(Scratch.Carry, (long)blocks * logits.Columns * sizeof(float));
        int vectors = context.Vectors(logits.Columns);
        context.Kernel("softmax_blocks").Matrix(logits).Int(logits.Rows).Int(logits.Columns).Buffer(maxima).Buffer(sums)
            .Run(vectors, blocks, context.ElementGroup(vectors));
        context.Kernel("softmax_finish").Matrix(logits).Int(blocks).Int(logits.Columns).Buffer(maxima).Buffer(sums)
            .Integers(targets)
            .Floats(logSumExp).Floats(losses).Run(logits.Columns, context.ElementGroup(logits.Columns));
    }

    public void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits)
    {
        using var call = context.Begin();
        KernelShapes.CheckSoftmaxCrossEntropyBackward(logits, targets, logSumExp, dLogits);
        context.Numbers(nameof(SoftmaxCrossEntropyBackward), nameof(targets), targets, logits.Rows);
        int vectors = context.Vectors(logits.Columns);
        context.Kernel("softmax_backward").Matrix(logits).Int(logits.Columns).Integers(targets).Floats(logSumExp)
            .Float(scale).Matrix(dLogits).Run(vectors, logits.Rows, context.ElementGroup(vectors));
    }
}
