using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL;

/// <summary>
/// The options of the OpenCL backend, beside the device, which is in <c>StRnnOptions.Device</c>.
/// </summary>
public sealed record OpenClOptions
{
    /// <summary>
    /// Gets the kernels' parameters; null for those saved for the device, or else the defaults of its class.
    /// </summary>
    public DeviceTuning? Tuning { get; init; }

    /// <summary>
    /// Gets the folder of compiled programs and saved parameters; null for the user's cache, empty for none.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Gets the folder in use; null for none.</summary>
    internal string? Folder
        => CacheDirectory is null ? CacheFolder.Default() : CacheDirectory.Length == 0 ? null : CacheDirectory;
}
