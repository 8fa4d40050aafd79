using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL;

/// <summary>
/// Offers the OpenCL backend. <c>StRnnOptions.Device</c>, else the environment variable <c>STRNN_OPENCL_DEVICE</c>,
/// chooses the device: a number, <c>gpu</c>, <c>cpu</c>, <c>accelerator</c> or a part of a name, see
/// <see cref="OpenClDevices.TryChoose"/>.
/// </summary>
/// <param name="options">Platform, parameters and cache; null for the defaults.</param>
public sealed class OpenClBackendProvider(OpenClOptions? options) : IBackendProvider
{
    /// <summary>The name by which the backend is chosen.</summary>
    public const string ProviderName = OpenClContext.BackendName;

    private const string DeviceVariable = "STRNN_OPENCL_DEVICE";

    private readonly OpenClOptions _options = options ?? new OpenClOptions();

    /// <summary>Creates the provider with the defaults.</summary>
    public OpenClBackendProvider()
        : this(null)
    {
    }

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public ProbeResult Probe()
    {
        if (!TryChoose(null, out var device, out string problem))
        {
            return new ProbeResult(false, 0, problem);
        }

        int score = device.Kind == DeviceKind.Cpu ? BackendScores.CpuDevice : BackendScores.Gpu;
        return new ProbeResult(true, score, device.Describe());
    }

    /// <inheritdoc/>
    public IBackend Create(StRnnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        SessionRules.CheckThreads(options.Threads);
        if (!TryChoose(options.Device, out var device, out string problem)
            || !OpenClLibrary.TryOpen(out var api, out problem))
        {
            throw new BackendException($"The opencl backend cannot run here: {problem}.");
        }

        var tuning = _options.Tuning
            ?? (_options.Folder is { } folder ? TuningStore.Load(device, folder) : null)
            ?? DeviceTuning.For(device);
        if (ProblemOf(tuning, device) is { } unfit)
        {
            throw new BackendException($"{unfit}.");
        }

        return new OpenClBackend(new OpenClContext(api, device, tuning, _options.Folder));
    }

    /// <summary>
    /// Returns the reason that the device asked for cannot be had, or cannot run with the tuning; null where it can.
    /// Nothing is opened.
    /// </summary>
    internal string? ProblemOf(StRnnOptions options)
        => !TryChoose(options.Device, out var device, out string problem) ? problem
            : _options.Tuning is { } tuning ? ProblemOf(tuning, device)
            : null;

    private static string? ProblemOf(DeviceTuning tuning, OpenClDevice device)
        => tuning.ProblemOn(device) is { } unfit
            ? $"The tuning does not fit the OpenCL device '{device.Name}': {unfit}"
            : null;

    private bool TryChoose(
        string? demand,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OpenClDevice? device,
        out string problem)
    {
        var devices = OpenClDevices.List(out problem);
        device = null;
        if (devices.Count > 0)
        {
            devices = OpenClDevices.OfPlatform(devices, _options.Platform, out problem);
        }

        string? asked = string.IsNullOrWhiteSpace(demand) ? Environment.GetEnvironmentVariable(DeviceVariable) : demand;
        return devices.Count > 0 && OpenClDevices.TryChoose(devices, asked, out device, out problem);
    }
}
