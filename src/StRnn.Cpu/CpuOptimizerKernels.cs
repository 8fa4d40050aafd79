using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuOptimizerKernels(CpuContext context) : IOptimizerKernels
{
    public void AddSquaredNorm(VectorView x, VectorView result)
        => CpuContext.Check(
            NativeMethods.AddSquaredNorm(
                context.Handle, CpuContext.Floats(x), x.Length, CpuContext.Floats(result, nameof(AddSquaredNorm), 1)),
            nameof(AddSquaredNorm));

    public void SgdMomentumStep(
        VectorView values, VectorView gradient, VectorView? velocity, VectorView squaredNorm, SgdMomentumOptions options)
    {
        const string Operation = nameof(SgdMomentumStep);
        CpuContext.Check(
            NativeMethods.SgdMomentumStep(
                context.Handle,
                CpuContext.Floats(values),
                CpuContext.Floats(gradient, Operation, values.Length),
                velocity is { } v ? CpuContext.Floats(v, Operation, values.Length) : null,
                values.Length,
                CpuContext.Floats(squaredNorm, Operation, 1),
                options.LearningRate,
                options.Momentum,
                options.WeightDecay,
                options.ClipNorm),
            Operation);
    }

    public void AdamStep(
        VectorView values,
        VectorView gradient,
        VectorView firstMoment,
        VectorView secondMoment,
        VectorView squaredNorm,
        AdamOptions options)
    {
        const string Operation = nameof(AdamStep);
        CpuContext.Check(
            NativeMethods.AdamStep(
                context.Handle,
                CpuContext.Floats(values),
                CpuContext.Floats(gradient, Operation, values.Length),
                CpuContext.Floats(firstMoment, Operation, values.Length),
                CpuContext.Floats(secondMoment, Operation, values.Length),
                values.Length,
                CpuContext.Floats(squaredNorm, Operation, 1),
                new NativeAdam(options)),
            Operation);
    }
}
