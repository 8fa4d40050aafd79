using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL.Families;

/// <summary>Weight updates: one linear sweep each, clipping included.</summary>
internal sealed class OpenClOptimizerKernels(OpenClContext context) : IOptimizerKernels
{
    public void AddSquaredNorm(VectorView x, VectorView result)
    {
        using var call = context.Begin();
        KernelShapes.CheckAddSquaredNorm(result);
        BlockReduction.Run(context, x, squared: true, result, accumulate: true);
    }

    public void SgdMomentumStep(
        VectorView values,
        VectorView gradient,
        VectorView? velocity,
        VectorView squaredNorm,
        SgdMomentumOptions options)
    {
        using var call = context.Begin();
        KernelShapes.CheckSgdMomentumStep(values, gradient, velocity, squaredNorm, options);
        Run(
            context.Kernel("sgd_momentum").Floats(values).Floats(gradient).Floats(velocity, values)
                .Flag(velocity is not null)
                .Long(values.Length).Floats(squaredNorm).Float(options.LearningRate).Float(options.Momentum)
                .Float(options.WeightDecay).Float(options.ClipNorm),
            values.Length);
    }

    public void AdamStep(
        VectorView values,
        VectorView gradient,
        VectorView firstMoment,
        VectorView secondMoment,
        VectorView squaredNorm,
        AdamOptions options)
    {
        using var call = context.Begin();
        KernelShapes.CheckAdamStep(values, gradient, firstMoment, secondMoment, squaredNorm);
        Run(
            context.Kernel("adam").Floats(values).Floats(gradient).Floats(firstMoment).Floats(secondMoment)
                .Long(values.Length)
                .Floats(squaredNorm).Float(options.LearningRate * options.FirstCorrection).Float(options.Beta1)
                .Float(options.Beta2).Float(options.Epsilon).Float(options.WeightDecay).Float(options.ClipNorm)
                .Float(options.SecondCorrection),
            values.Length);
    }

    private void Run(KernelCall call, long length)
        => call.Run((length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
}
