using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL;

/// <summary>
/// The options of the OpenCL backend, in code or in the configuration section <see cref="Section"/>; beside the device,
/// which is in <c>StRnnOptions.Device</c>.
/// </summary>
public sealed record OpenClOptions
{
    /// <summary>The section of a program's configuration.</summary>
    public const string Section = "StRnn:OpenCL";

    /// <summary>
    /// Gets or sets a part of the name of the platform whose devices may be chosen, in any case; null for all
    /// platforms. A device keeps its number.
    /// </summary>
    public string? Platform { get; set; }

    /// <summary>
    /// Gets or sets the kernels' parameters; null for those saved for the device, or else the defaults of its class.
    /// </summary>
    public DeviceTuning? Tuning { get; set; }

    /// <summary>
    /// Gets or sets the folder of compiled programs and saved parameters; null for the user's cache, empty for none.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>Gets the folder in use; null for none.</summary>
    internal string? Folder
        => CacheDirectory is null ? CacheFolder.Default() : CacheDirectory.Length == 0 ? null : CacheDirectory;
}
