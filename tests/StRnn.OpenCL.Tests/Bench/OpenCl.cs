using StRnn.Backends;
using StRnn.Cpu;
using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Tests.Bench;

/// <summary>Opens backends; where there is no OpenCL device, the test is skipped, or fails on a build server of Linux.</summary>
internal static class OpenCl
{
    public static OpenClBackend Open(SparseLayout layout = SparseLayout.Panels)
        => Open(new OpenClOptions { Tuning = DeviceTuning.For(layout) });

    public static OpenClBackend Open(OpenClOptions options)
    {
        Require(new OpenClBackendProvider());
        return (OpenClBackend)new OpenClBackendProvider(options).Create(new StRnnOptions());
    }

    /// <summary>The backend that training is compared with.</summary>
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
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Ignore(message);
    }
}
