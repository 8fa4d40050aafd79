using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

/// <summary>
/// The base of tests that run once for every backend, beside the oracle: the reference backend in double.
/// </summary>
[TestFixtureSource(typeof(BackendCatalogue), nameof(BackendCatalogue.Names))]
[Parallelizable(ParallelScope.None)]
public abstract class BackendFixture(string name)
{
    private IBackend? _tested;
    private ReferenceBackend<double>? _oracle;

    protected IBackend Tested => _tested!;

    protected ReferenceBackend<double> Oracle => _oracle!;

    [OneTimeSetUp]
    public void OpenBackends()
    {
        _oracle = new ReferenceBackend<double>();
        _tested = BackendCatalogue.Open(name);
    }

    [OneTimeTearDown]
    public void CloseBackends()
    {
        int live = (_oracle?.LiveBufferCount ?? 0) + ((_tested as ReferenceBackend<float>)?.LiveBufferCount ?? 0);
        _tested?.Dispose();
        _oracle?.Dispose();
        Assert.That(live, Is.Zero, "buffers alive after the tests");
    }

    /// <summary>Creates the operands of one comparison; dispose it to return their memory.</summary>
    internal Workbench NewBench(int seed) => new(Tested, Oracle, seed);
}
