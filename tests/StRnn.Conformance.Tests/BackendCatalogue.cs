using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Cpu;

namespace StRnn.Conformance.Tests;

/// <summary>The backends under test. A new backend is one more line here.</summary>
internal static class BackendCatalogue
{
    /// <summary>A comma-separated list of backends that must not be skipped.</summary>
    private const string RequiredVariable = "STRNN_REQUIRE_BACKENDS";

    /// <summary>What a build server must be able to run.</summary>
    private static readonly string[] RequiredOnBuildServers = ["reference", "cpu"];

    private static readonly IBackendProvider[] Providers = [new ReferenceBackendProvider(), new CpuBackendProvider()];

    public static IEnumerable<string> Names => Providers.Select(provider => provider.Name);

    /// <summary>Opens a backend; where it cannot run, the test is skipped, or fails if the backend is required.</summary>
    public static IBackend Open(string name, int threads = 0)
    {
        var provider = Providers.Single(candidate => candidate.Name == name);
        ProbeResult probe = provider.Probe();
        if (probe.Available)
        {
            return provider.Create(new StRnnOptions { Backend = name, Threads = threads });
        }

        if (IsRequired(
            name, Environment.GetEnvironmentVariable(RequiredVariable), Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Fail($"The backend '{name}' is required and cannot run here: {probe.Reason}");
        }

        Assert.Ignore($"The backend '{name}' cannot run here: {probe.Reason}");
        throw new InvalidOperationException("Assert.Ignore returned.");
    }

    /// <summary>Whether a backend that cannot run is a failure: it is on the list, or every build server has it.</summary>
    public static bool IsRequired(string name, string? list, string? ci)
    {
        string[] required = (list ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool onBuildServer = string.Equals(ci, "true", StringComparison.OrdinalIgnoreCase);
        return required.Contains(name) || (onBuildServer && RequiredOnBuildServers.Contains(name));
    }
}
