using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tests.Support;

/// <summary>A backend whose SGD updates no weight, or fails.</summary>
internal sealed class ForgetfulBackend(IBackend inner, string? error = null)
    : DelegatingBackend(inner, disposesInner: false), IOptimizerKernels
{
    public override IOptimizerKernels Optimizer => this;

    public void AddSquaredNorm(VectorView x, VectorView result) => Inner.Optimizer.AddSquaredNorm(x, result);

    public void SgdMomentumStep(
        VectorView values, VectorView gradient, VectorView? velocity, VectorView squaredNorm,
        SgdMomentumOptions options)
    {
        if (error is not null)
        {
            throw new BackendException(error);
        }
    }

    public void AdamStep(
        VectorView values,
        VectorView gradient,
        VectorView firstMoment,
        VectorView secondMoment,
        VectorView squaredNorm,
        AdamOptions options)
        => Inner.Optimizer.AdamStep(values, gradient, firstMoment, secondMoment, squaredNorm, options);
}
