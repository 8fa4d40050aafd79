using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.SelfTest;
using StRnn.OpenCL.Tests.Bench;

namespace StRnn.OpenCL.Tests;

/// <summary>The self-test of <c>strnn doctor</c>: it passes on a device that computes rightly, and names what does not.</summary>
public sealed class SelfTestTests
{
    [Test]
    public void It_passes_here([Values] SparseLayout layout)
    {
        using var backend = OpenCl.Open(layout);
        var results = OpenClSelfTest.Run(backend);
        Assert.That(results, Has.Count.GreaterThan(10));
        Assert.That(results.Where(result => result.Problem is not null), Is.Empty);
    }

    [Test]
    public void A_kernel_that_computes_wrongly_is_named_with_both_numbers()
    {
        using var reference = new ReferenceBackend<float>();
        var wrong = OpenClSelfTest.Run(new ForgetfulBackend(reference)).Where(result => result.Problem is not null).ToList();
        Assert.That(wrong.Select(result => result.Kernel), Is.EqualTo(new[] { "SGD with momentum, Adam, norms" }));
        Assert.That(wrong[0].Problem, Does.Contain("the reference gives").And.Not.Contain("\n"));
    }

    [Test]
    public void A_kernel_that_cannot_run_is_named_with_the_error()
    {
        using var reference = new ReferenceBackend<float>();
        var wrong = OpenClSelfTest.Run(new ForgetfulBackend(reference, "clEnqueueNDRangeKernel failed\nbadly")).Where(result => result.Problem is not null).ToList();
        Assert.That(wrong.Select(result => result.Problem), Is.EqualTo(new[] { "clEnqueueNDRangeKernel failed badly" }));
    }

    /// <summary>Updates no weight by SGD, or fails to.</summary>
    private sealed class ForgetfulBackend(IBackend inner, string? error = null) : IBackend, IOptimizerKernels
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

        public bool TryGetFused<TKernels>([NotNullWhen(true)] out TKernels? kernels)
            where TKernels : class
            => inner.TryGetFused(out kernels);

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
}
