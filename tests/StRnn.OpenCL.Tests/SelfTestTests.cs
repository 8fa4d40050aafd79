using StRnn.Backends.Reference;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.SelfTest;
using StRnn.OpenCL.Tests.Support;

namespace StRnn.OpenCL.Tests;

/// <summary>
/// The self-test of <c>strnn doctor</c>: it passes on a device that computes rightly, and names what does not.
/// </summary>
public sealed class SelfTestTests
{
    [Test]
    public void It_passes_here([Values] SparseLayout layout)
    {
        using var backend = OpenCl.Open(layout);
        var results = OpenClSelfTest.Run(backend);
        Assert.That(results, Has.Count.GreaterThan(10));
        Assert.That(results.Where(result => result.Problem is not null), Is.Empty);
        Assert.That(backend.IdleKernels, Is.Empty, "kernels that the self-test does not run");
    }

    [Test]
    public void A_kernel_that_computes_wrongly_is_named_with_both_numbers()
    {
        using var reference = new ReferenceBackend<float>();
        var wrong = OpenClSelfTest.Run(new ForgetfulBackend(reference))
            .Where(result => result.Problem is not null).ToList();
        Assert.That(wrong.Select(result => result.Kernel), Is.EqualTo(new[] { "SGD with momentum, Adam, norms" }));
        Assert.That(wrong[0].Problem, Does.Contain("the reference gives").And.Not.Contain("\n"));
    }

    [Test]
    public void A_kernel_that_cannot_run_is_named_with_the_error()
    {
        using var reference = new ReferenceBackend<float>();
        var wrong = OpenClSelfTest.Run(new ForgetfulBackend(reference, "clEnqueueNDRangeKernel failed\nbadly"))
            .Where(result => result.Problem is not null).ToList();
        Assert.That(
            wrong.Select(result => result.Problem), Is.EqualTo(new[] { "clEnqueueNDRangeKernel failed badly" }));
    }
}
