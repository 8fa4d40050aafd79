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

    public void HuberForward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, VectorView losses)
    {
        KernelShapes.CheckHuberForward(outputs, targets, weights, delta, losses);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.HuberForward(
                context.Handle,
                context.Matrix(outputs),
                context.Matrix(targets),
                context.Floats(weights),
                delta,
                scale,
                context.Floats(losses)),
            nameof(HuberForward));
    }

    public void HuberBackward(
        MatrixView outputs, MatrixView targets, VectorView? weights, float delta, float scale, MatrixView dOutputs)
    {
        KernelShapes.CheckHuberBackward(outputs, targets, weights, delta, dOutputs);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.HuberBackward(
                context.Handle,
                context.Matrix(outputs),
                context.Matrix(targets),
                context.Floats(weights),
                delta,
                scale,
                context.Matrix(dOutputs)),
            nameof(HuberBackward));
    }
}
