using System.Text.Json;
using System.Text.Json.Serialization;

namespace StRnn.OpenCL.Devices;

/// <summary>The parameters that <c>strnn tune</c> found, one file per device and driver.</summary>
public static class TuningStore
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>What was saved for a device; null where there is nothing, or nothing that can be read.</summary>
    /// <param name="device">The device.</param>
    /// <param name="directory">The folder; null for the user's cache.</param>
    public static DeviceTuning? Load(OpenClDevice device, string? directory = null)
    {
        string path = PathOf(device, directory);
        try
        {
            var tuning = File.Exists(path)
                ? JsonSerializer.Deserialize<DeviceTuning>(File.ReadAllText(path), Format)
                : null;
            return tuning is not null && tuning.ProblemOn(device) is null ? tuning : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Saves parameters for a device: written beside and renamed.</summary>
    /// <param name="device">The device.</param>
    /// <param name="tuning">The parameters.</param>
    /// <param name="directory">The folder; null for the user's cache.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Save(OpenClDevice device, DeviceTuning tuning, string? directory = null)
    {
        string path = PathOf(device, directory);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(temporary, JsonSerializer.Serialize(tuning, Format) + "\n");
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
