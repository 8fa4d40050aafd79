using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;

namespace StRnn.OpenCL;

/// <summary>Softmax cross entropy by fixed blocks of rows.</summary>
internal sealed class OpenClLossKernels(OpenClContext context) : ILossKernels
{
    // As the kernel has it.
    private const int RowsPerBlock = 128;

    public void SoftmaxCrossEntropyForward(MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        const string Operation = nameof(SoftmaxCrossEntropyForward);
        Require(Operation, logits, targets, logSumExp);
        OpenClContext.RequireLength(losses, Operation, logits.Columns);
        int blocks = (logits.Rows + RowsPerBlock - 1) / RowsPerBlock;
        var maxima = context.Scratch.Get(Scratch.Partial, (long)blocks * logits.Columns * sizeof(float));
        var sums = context.Scratch.Get(Scratch.Carry, (long)blocks * logits.Columns * sizeof(float));
        int vectors = context.Vectors(logits.Columns);
        context.Kernel("softmax_blocks").Matrix(logits).Int(logits.Rows).Int(logits.Columns).Buffer(maxima).Buffer(sums)
            .Run(vectors, blocks, context.ElementGroup(vectors));
        context.Kernel("softmax_finish").Matrix(logits).Int(blocks).Int(logits.Columns).Buffer(maxima).Buffer(sums).Integers(targets)
            .Floats(logSumExp).Floats(losses).Run(logits.Columns, context.ElementGroup(logits.Columns));
    }

    public void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits)
    {
        Require(nameof(SoftmaxCrossEntropyBackward), logits, targets, logSumExp);
        OperandShapes.Require(nameof(SoftmaxCrossEntropyBackward), (nameof(dLogits), dLogits, logits.Rows, logits.Columns));
        int vectors = context.Vectors(logits.Columns);
        context.Kernel("softmax_backward").Matrix(logits).Int(logits.Columns).Integers(targets).Floats(logSumExp).Float(scale)
            .Matrix(dLogits).Run(vectors, logits.Rows, context.ElementGroup(vectors));
    }

    private void Require(string operation, MatrixView logits, VectorView targets, VectorView logSumExp)
    {
        OpenClContext.RequireLength(targets, operation, logits.Columns);
        OpenClContext.RequireLength(logSumExp, operation, logits.Columns);
        context.Numbers(operation, nameof(targets), targets, logits.Rows);
    }
}
