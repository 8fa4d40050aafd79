using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Tests.Support;

/// <summary>
/// Opens backends; where one cannot run, the test is skipped, or fails where <c>STRNN_REQUIRE_BACKENDS</c> names it, or
/// on a build server of Linux.
/// </summary>
internal static class OpenCl
{
    public static OpenClBackend Open(SparseLayout layout = SparseLayout.Panels)
        => Open(new OpenClOptions { Tuning = DeviceTuning.For(layout) });

    public static OpenClBackend Open(OpenClOptions options)
    {
        Require(new OpenClBackendProvider());
        return (OpenClBackend)new OpenClBackendProvider(options).Create(new StRnnOptions());
    }

    /// <summary>Opens a backend on the device as a test wants to have it, for example with less memory.</summary>
    public static OpenClBackend Open(OpenClDevice device, SparseLayout layout = SparseLayout.Panels)
        => Open(device, DeviceTuning.For(layout));

    public static OpenClBackend Open(OpenClDevice device, DeviceTuning tuning)
    {
        Assert.That(OpenClLibrary.TryOpen(out var api, out string problem), problem);
        return new OpenClBackend(new OpenClContext(api!, device, tuning, new OpenClOptions().Folder));
    }

    /// <summary>Opens the backend that training is compared with.</summary>
    public static IBackend OpenCpu()
    {
        var provider = new CpuBackendProvider();
        Require(provider);
        return provider.Create(new StRnnOptions { Threads = 2 });
    }

    public static OpenClDevice Device()
    {
        Require(new OpenClBackendProvider());
        var devices = OpenClDevices.List(out _);
        Assert.That(OpenClDevices.TryChoose(devices, null, out var device, out string problem), problem);
        return device!;
    }

    private static void Require(IBackendProvider provider)
    {
        var probe = provider.Probe();
        if (probe.Available)
        {
            return;
        }

        string message = $"The backend '{provider.Name}' cannot run here: {probe.Reason}";
        if (IsRequired(
            provider.Name, Environment.GetEnvironmentVariable("STRNN_REQUIRE_BACKENDS"),
            Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Fail(message);
        }

        Assert.Ignore(message);
    }

    /// <summary>
    /// Returns whether a backend that cannot run is a failure: it is on the list, or every build server of Linux has
    /// it.
    /// </summary>
    public static bool IsRequired(string name, string? list, string? ci)
        => (list ?? string.Empty).Split(',', StringSplitOptions.TrimEntries).Contains(name)
            || (OperatingSystem.IsLinux() && string.Equals(ci, "true", StringComparison.OrdinalIgnoreCase));
}
