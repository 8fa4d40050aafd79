using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Backends.Selection;
using StRnn.Conformance.Tests.Support;
using StRnn.Cpu;
using StRnn.OpenCL;
using StRnn.OpenCL.Devices;

namespace StRnn.Conformance.Tests;

/// <summary>The backends under test. A new backend is one more line here.</summary>
internal static class BackendCatalogue
{
    /// <summary>A comma-separated list of backends that must not be skipped.</summary>
    private const string RequiredVariable = "STRNN_REQUIRE_BACKENDS";

    /// <summary>A comma-separated list of the backends to test; all where it is empty.</summary>
    private const string TestedVariable = "STRNN_TEST_BACKENDS";

    /// <summary>What a build server must be able to run.</summary>
    private static readonly string[] RequiredOnBuildServers =
        OperatingSystem.IsLinux() ? ["reference", "cpu", "opencl"] : ["reference", "cpu"];

    /// <summary>
    /// Gets the backends by the name in a test's title; behind a colon stands a variant that the backend does not
    /// choose here by itself.
    /// </summary>
    private static readonly Dictionary<string, IBackendProvider> Providers = new()
    {
        ["reference"] = new ReferenceBackendProvider(),
        ["cpu"] = new CpuBackendProvider(),
        ["opencl"] = OpenCl(SparseLayout.Panels),
        ["opencl:rows"] = OpenCl(SparseLayout.Rows),
    };

    public static IEnumerable<string> Names
    {
        get
        {
            string[] tested = Split(Environment.GetEnvironmentVariable(TestedVariable));
            return Providers.Keys.Where(title => tested.Length == 0 || tested.Contains(NameOf(title)));
        }
    }

    /// <summary>Gets what the backend of a title calls itself.</summary>
    public static string NameOf(string title) => title.Split(':')[0];

    /// <summary>
    /// Opens a backend; where it cannot run, the test is skipped, or fails if the backend is required.
    /// </summary>
    public static IBackend Open(string name, int threads = 0)
    {
        var provider = Providers[name];
        ProbeResult probe = provider.Probe();
        if (probe.Available)
        {
            return provider.Create(new StRnnOptions { Backend = provider.Name, Threads = threads });
        }

        if (IsRequired(
            name, Environment.GetEnvironmentVariable(RequiredVariable), Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Fail($"The backend '{name}' is required and cannot run here: {probe.Reason}");
        }

        Assert.Ignore($"The backend '{name}' cannot run here: {probe.Reason}");
        throw new InvalidOperationException("Assert.Ignore returned.");
    }

    /// <summary>
    /// Returns whether a backend that cannot run is a failure: it is on the list, or every build server has it.
    /// </summary>
    public static bool IsRequired(string name, string? list, string? ci)
    {
        string[] required = Split(list);
        bool onBuildServer = string.Equals(ci, "true", StringComparison.OrdinalIgnoreCase);
        return required.Contains(NameOf(name)) || (onBuildServer && RequiredOnBuildServers.Contains(NameOf(name)));
    }

    private static string[] Split(string? list)
        => (list ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static OpenClBackendProvider OpenCl(SparseLayout layout)
        => new(new OpenClOptions { Tuning = DeviceTuning.For(layout) });
}

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
