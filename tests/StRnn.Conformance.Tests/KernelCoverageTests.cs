using StRnn.Backends.Reference;
using StRnn.Conformance.Tests.Support;
using StRnn.OpenCL;
using StRnn.OpenCL.SelfTest;

namespace StRnn.Conformance.Tests;

/// <summary>
/// No kernel is forgotten: a new one fails here until it is in the runs that promise to have them all.
/// </summary>
public sealed class KernelCoverageTests
{
    [Test]
    public void Every_kernel_is_in_the_all_kernels_run()
    {
        using var backend = new RecordingBackend();
        using var oracle = new ReferenceBackend<double>();
        using var bench = new Workbench(backend, oracle, seed: 1);
        new AllKernelsRun(bench).Run();
        Assert.That(RecordingBackend.Families.Count(), Is.AtLeast(9));
        Assert.That(backend.Missing(RecordingBackend.Families), Is.Empty);
    }

    [Test]
    public void Every_kernel_that_OpenCL_has_is_in_its_self_test()
    {
        using var backend = new RecordingBackend();
        OpenClSelfTest.Run(backend);
        Type[] all = typeof(OpenClBackend).Assembly.GetTypes();
        Assert.That(
            backend.Missing(RecordingBackend.Families.Where(family => all.Any(family.IsAssignableFrom))), Is.Empty);
    }
}
