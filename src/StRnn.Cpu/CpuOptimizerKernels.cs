using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuOptimizerKernels(CpuContext context) : IOptimizerKernels
{
    public void AddSquaredNorm(VectorView x, VectorView result)
    {
        KernelShapes.CheckAddSquaredNorm(result);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.AddSquaredNorm(
                context.Handle, context.Floats(x), x.Length, context.Floats(result)),
            nameof(AddSquaredNorm));
    }

    public void SgdMomentumStep(
        VectorView values,
        VectorView gradient,
        VectorView? velocity,
        VectorView squaredNorm,
        SgdMomentumOptions options)
    {
        const string Operation = nameof(SgdMomentumStep);
        KernelShapes.CheckSgdMomentumStep(values, gradient, velocity, squaredNorm, options);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.SgdMomentumStep(
                context.Handle,
                context.Floats(values),
                context.Floats(gradient),
                context.Floats(velocity),
                values.Length,
                context.Floats(squaredNorm),
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
        KernelShapes.CheckAdamStep(values, gradient, firstMoment, secondMoment, squaredNorm);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.AdamStep(
                context.Handle,
                context.Floats(values),
                context.Floats(gradient),
                context.Floats(firstMoment),
                context.Floats(secondMoment),
                values.Length,
                context.Floats(squaredNorm),
                new NativeAdam(options)),
            Operation);
    }
}
