using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuLossKernels(CpuContext context) : ILossKernels
{
    public void SoftmaxCrossEntropyForward(MatrixView logits, VectorView targets, VectorView logSumExp, VectorView losses)
    {
        const string Operation = nameof(SoftmaxCrossEntropyForward);
        CpuContext.Check(
            NativeMethods.SoftmaxCrossEntropyForward(
                context.Handle,
                CpuContext.Matrix(logits),
                CpuContext.Integers(targets, Operation, logits.Columns),
                CpuContext.Floats(logSumExp, Operation, logits.Columns),
                CpuContext.Floats(losses, Operation, logits.Columns)),
            Operation);
    }

    public void SoftmaxCrossEntropyBackward(
        MatrixView logits, VectorView targets, VectorView logSumExp, float scale, MatrixView dLogits)
    {
        const string Operation = nameof(SoftmaxCrossEntropyBackward);
        CpuContext.Check(
            NativeMethods.SoftmaxCrossEntropyBackward(
                context.Handle,
                CpuContext.Matrix(logits),
                CpuContext.Integers(targets, Operation, logits.Columns),
                CpuContext.Floats(logSumExp, Operation, logits.Columns),
                scale,
                CpuContext.Matrix(dLogits)),
            Operation);
    }
}
