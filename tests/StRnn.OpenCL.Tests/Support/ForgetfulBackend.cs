using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.OpenCL.Tests.Support;

/// <summary>Updates no weight by SGD, or fails to.</summary>
internal sealed class ForgetfulBackend(IBackend inner, string? error = null) : IBackend, IOptimizerKernels
{
    public BackendInfo Info => inner.Info;

    public ISparseKernels Sparse => inner.Sparse;

    public IDenseKernels Dense => inner.Dense;

    public IRecurrentKernels Recurrent => inner.Recurrent;

    public ILossKernels Loss => inner.Loss;

    public IOptimizerKernels Optimizer => this;

    public DeviceBuffer Allocate(ElementType elementType, long length) => inner.Allocate(elementType, length);

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
        => inner.Write(source, destination);

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
        => inner.Read(source, destination);

    public void Synchronize() => inner.Synchronize();

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
        => inner.TryGetOptional(out kernels);

    public void AddSquaredNorm(VectorView x, VectorView result) => inner.Optimizer.AddSquaredNorm(x, result);

    public void SgdMomentumStep(
        VectorView values, VectorView gradient, VectorView? velocity, VectorView squaredNorm, SgdMomentumOptions options)
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
        => inner.Optimizer.AdamStep(values, gradient, firstMoment, secondMoment, squaredNorm, options);

    public void Dispose()
    {
        // The inner one belongs to the test.
    }
}
