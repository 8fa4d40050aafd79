using System.Text.Json;

namespace StRnn.Comparison.Check;

/// <summary>The recorded figures of a processor, in <c>perf/baselines</c>.</summary>
/// <param name="AllocatedBytesPerStep">Managed bytes that a training step allocates in steady state.</param>
/// <param name="NativeBytes">
/// Bytes of the 2 x 200 LSTM's weights, gradients and optimiser state on the backend.
/// </param>
/// <param name="Instructions">Instructions of the products, by function; null where they could not be counted.</param>
/// <param name="Ratios">Time of the yardstick / our time, by name: larger is faster.</param>
internal sealed record Baseline(
    long AllocatedBytesPerStep,
    long NativeBytes,
    IReadOnlyDictionary<string, long>? Instructions,
    IReadOnlyDictionary<string, double> Ratios)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Reads a baseline; null where none was recorded.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no baseline.</exception>
    public static Baseline? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var baseline = JsonSerializer.Deserialize<Baseline>(File.ReadAllText(path), Options);
            return baseline?.Ratios is null ? throw new JsonException("it has no ratios") : baseline;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path} is no baseline ({exception.Message}): record it anew with ./build.sh perf --check --record.");
        }
    }

    /// <summary>
    /// Reads what no processor changes of all baselines, of each figure the largest: bytes, and instructions, which
    /// differ by a few hundredths between compilers. Null where there is no baseline.
    /// </summary>
    /// <param name="folder">The folder of the baselines.</param>
    /// <exception cref="InvalidDataException">A file is no baseline.</exception>
    public static Baseline? OfAnyProcessor(string folder)
    {
        Baseline[] all = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Select(path => Read(path)!)]
            : [];
        return all.Length == 0
            ? null
            : new Baseline(
                all.Max(baseline => baseline.AllocatedBytesPerStep),
                all.Max(baseline => baseline.NativeBytes),
                all.SelectMany(baseline => baseline.Instructions ?? new Dictionary<string, long>())
                    .GroupBy(pair => pair.Key)
                    .ToDictionary(group => group.Key, group => group.Max(pair => pair.Value)),
                new Dictionary<string, double>());
    }

    /// <summary>Writes the baseline.</summary>
    /// <param name="path">The file; its folder is created if need be.</param>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Options) + "\n");
    }
}
