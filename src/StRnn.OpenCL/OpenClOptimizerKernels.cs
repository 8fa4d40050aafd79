using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;

namespace StRnn.OpenCL;

/// <summary>Weight updates: one linear sweep each, clipping included.</summary>
internal sealed class OpenClOptimizerKernels(OpenClContext context) : IOptimizerKernels
{
    public void AddSquaredNorm(VectorView x, VectorView result) => Reduction.Run(context, x, squared: true, result, accumulate: true);

    public void SgdMomentumStep(
        VectorView values, VectorView gradient, VectorView? velocity, VectorView squaredNorm, SgdMomentumOptions options)
    {
        const string Operation = nameof(SgdMomentumStep);
        OpenClContext.RequireLength(gradient, Operation, values.Length);
        OpenClContext.RequireLength(squaredNorm, Operation, 1);
        if (velocity is { } given)
        {
            OpenClContext.RequireLength(given, Operation, values.Length);
        }
        else if (options.Momentum != 0)
        {
            throw new ArgumentException($"{Operation}: momentum {options.Momentum} needs a velocity.");
        }

        Run(
            context.Kernel("sgd_momentum").Floats(values).Floats(gradient).Floats(velocity, values).Flag(velocity is not null)
                .Long(values.Length).Floats(squaredNorm).Float(options.LearningRate).Float(options.Momentum).Float(options.WeightDecay)
                .Float(options.ClipNorm),
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
        const string Operation = nameof(AdamStep);
        foreach (var vector in new[] { gradient, firstMoment, secondMoment })
        {
            OpenClContext.RequireLength(vector, Operation, values.Length);
        }

        OpenClContext.RequireLength(squaredNorm, Operation, 1);
        Run(
            context.Kernel("adam").Floats(values).Floats(gradient).Floats(firstMoment).Floats(secondMoment).Long(values.Length)
                .Floats(squaredNorm).Float(options.LearningRate * options.FirstCorrection).Float(options.Beta1).Float(options.Beta2)
                .Float(options.Epsilon).Float(options.WeightDecay).Float(options.ClipNorm).Float(options.SecondCorrection),
            values.Length);
    }

    private void Run(KernelCall call, long length)
        => call.Run((length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
}
