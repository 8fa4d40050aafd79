using System.Text.Json;
using System.Text.Json.Serialization;

namespace StRnn.OpenCL.Devices;

/// <summary>The parameters that <c>strnn tune</c> found, one file per device and driver.</summary>
public static class TuningStore
{
    private static readonly TuningJson Format = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter<SparseLayout>(JsonNamingPolicy.SnakeCaseLower) },
    });

    /// <summary>Loads the parameters saved for a device; null where there are none, or none that fit.</summary>
    /// <param name="device">The device.</param>
    /// <param name="directory">The folder; null for the user's cache.</param>
    public static DeviceTuning? Load(OpenClDevice device, string? directory = null)
    {
        string path = PathOf(device, directory);
        try
        {
            var tuning = File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllText(path), Format.DeviceTuning)
                : null;
            return tuning is not null && tuning.ProblemOn(device) is null ? tuning : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Saves parameters for a device: writes a temporary file and renames it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="tuning">The parameters.</param>
    /// <param name="directory">The folder; null for the user's cache.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Save(OpenClDevice device, DeviceTuning tuning, string? directory = null)
    {
        string path = PathOf(device, directory);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(temporary, JsonSerializer.Serialize(tuning, Format.DeviceTuning) + "\n");
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    private static string PathOf(OpenClDevice device, string? directory)
    {
        ArgumentNullException.ThrowIfNull(device);
        string key = $"{device.PlatformName}\n{device.Name}\n{device.DriverVersion}\n{device.ComputeUnits}";
        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
        return Path.Combine(
            directory ?? CacheFolder.Default(), $"tuning-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}.json");
    }
}

/// <summary>The folder of compiled programs and saved parameters on this system.</summary>
internal static class CacheFolder
{
    private const string Variable = "STRNN_OPENCL_CACHE";

    /// <summary>
    /// Returns the environment variable <c>STRNN_OPENCL_CACHE</c>, or <c>strnn/opencl</c> below the user's cache:
    /// XDG_CACHE_HOME where absolute, <c>~/.cache</c>, on Windows the local application data.
    /// </summary>
    public static string Default()
    {
        string? demanded = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(demanded))
        {
            return Path.GetFullPath(demanded);
        }

        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string local = Path.IsPathFullyQualified(xdg ?? string.Empty) ? xdg!
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(Path.IsPathFullyQualified(local) ? local : Path.GetTempPath(), "strnn", "opencl");
    }
}

/// <summary>The format of the files, without reflection. A file that lacks a parameter is none.</summary>
[JsonSerializable(typeof(DeviceTuning))]
internal sealed partial class TuningJson : JsonSerializerContext;
