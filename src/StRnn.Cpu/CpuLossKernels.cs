using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuLossKernels(CpuContext context) : ILossKernels
{
    public void SoftmaxCrossEntropyForward(
        MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        const string Operation = nameof(SoftmaxCrossEntropyForward);
        KernelShapes.CheckSoftmaxCrossEntropyForward(logits, targets, logSumExp, losses);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.SoftmaxCrossEntropyForward(
                context.Handle,
                context.Matrix(logits),
                context.Integers(targets),
                context.Floats(logSumExp),
                context.Floats(losses)),
            Operation);
    }

    public void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits)
    {
        const string Operation = nameof(SoftmaxCrossEntropyBackward);
        KernelShapes.CheckSoftmaxCrossEntropyBackward(logits, targets, logSumExp, dLogits);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.SoftmaxCrossEntropyBackward(
                context.Handle,
                context.Matrix(logits),
                context.Integers(targets),
                context.Floats(logSumExp),
                scale,
                context.Matrix(dLogits)),
            Operation);
    }
}
