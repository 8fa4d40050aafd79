using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL.Families;

/// <summary>Softmax cross entropy by fixed blocks of rows; the Huber loss by columns.</summary>
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
        context.Numbers(Operation, nameof(targets), targets, logits.Rows, first: -1);
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
        context.Numbers(nameof(SoftmaxCrossEntropyBackward), nameof(targets), targets, logits.Rows, first: -1);
        int vectors = context.Vectors(logits.Columns);
        context.Kernel("softmax_backward").Matrix(logits).Int(logits.Columns).Integers(targets).Floats(logSumExp)
            .Float(scale).Matrix(dLogits).Run(vectors, logits.Rows, context.ElementGroup(vectors));
    }

    public void HuberForward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, VectorView losses)
    {
        using var call = context.Begin();
        KernelShapes.CheckHuberForward(outputs, targets, weights, delta, losses);
        int vectors = context.Vectors(outputs.Columns);
        context.Kernel("huber_forward").Matrix(outputs).Int(outputs.Rows).Int(outputs.Columns).Matrix(targets)
            .Floats(weights, losses).Flag(weights is not null).Float(delta).Float(scale).Floats(losses)
            .Run(vectors, context.ElementGroup(vectors));
    }

    public void HuberBackward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, MatrixView dOutputs)
    {
        using var call = context.Begin();
        KernelShapes.CheckHuberBackward(outputs, targets, weights, delta, dOutputs);
        var none = new VectorView(outputs.Buffer, 0, 0);
        int vectors = context.Vectors(outputs.Columns);
        context.Kernel("huber_backward").Matrix(outputs).Int(outputs.Columns).Matrix(targets)
            .Floats(weights, none).Flag(weights is not null).Float(delta).Float(scale).Matrix(dOutputs)
            .Run(vectors, outputs.Rows, context.ElementGroup(vectors));
    }
}
