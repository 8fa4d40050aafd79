using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL;

/// <summary>
/// What a program says about the OpenCL backend beside the device, which stands in <c>StRnnOptions.Device</c>.
/// </summary>
public sealed record OpenClOptions
{
    /// <summary>
    /// The kernels' parameters; null for those saved for the device, or else the table by device class.
    /// </summary>
    public DeviceTuning? Tuning { get; init; }

    /// <summary>
    /// Where compiled programs and saved parameters lie; null for the user's cache, empty for nowhere.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>The folder in use; null for none.</summary>
    internal string? Folder
        => CacheDirectory is null ? CacheFolder.Default() : CacheDirectory.Length == 0 ? null : CacheDirectory;
}
