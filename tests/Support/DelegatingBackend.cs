using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tests.Support;

/// <summary>The base of backends that pass everything on to another one but for one thing.</summary>
/// <param name="inner">The other backend.</param>
/// <param name="disposesInner">Whether it is disposed with this one.</param>
internal abstract class DelegatingBackend(IBackend inner, bool disposesInner = true) : IBackend
{
    public BackendInfo Info => Inner.Info;

    public virtual ISparseKernels Sparse => Inner.Sparse;

    public IDenseKernels Dense => Inner.Dense;

    public IRecurrentKernels Recurrent => Inner.Recurrent;

    public ILossKernels Loss => Inner.Loss;

    public virtual IOptimizerKernels Optimizer => Inner.Optimizer;

    protected IBackend Inner { get; } = inner;

    public virtual DeviceBuffer Allocate(ElementType elementType, long length) => Inner.Allocate(elementType, length);

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
        => Inner.Write(source, destination);

    public virtual void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
        => Inner.Read(source, destination);

    public void Synchronize() => Inner.Synchronize();

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
        => Inner.TryGetOptional(out kernels);

    public void Dispose()
    {
        if (disposesInner)
        {
            Inner.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>A backend that remembers what was allocated and how often the host read.</summary>
internal sealed class RecordingBackend(IBackend inner) : DelegatingBackend(inner)
{
    /// <summary>Gets the length of every allocation so far, in elements.</summary>
    public List<long> Allocations { get; } = [];

    /// <summary>Gets how often the host read from the device.</summary>
    public int Reads { get; private set; }

    public override DeviceBuffer Allocate(ElementType elementType, long length)
    {
        Allocations.Add(length);
        return Inner.Allocate(elementType, length);
    }

    public override void Read<T>(VectorView source, Span<T> destination)
    {
        Reads++;
        Inner.Read(source, destination);
    }
}

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

    public void AverageStep(VectorView values, VectorView average, VectorView? ages, float share)
        => Inner.Optimizer.AverageStep(values, average, ages, share);
}
