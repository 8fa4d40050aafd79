using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Report;

/// <summary>
/// A measured comparison, as it is kept in <c>perf/results</c> (CPU) and <c>perf/results/opencl</c>, one JSON file per
/// date. A page is rendered from it and from nothing else.
/// </summary>
/// <param name="Date">The day of the measurement.</param>
/// <param name="Command">The command that repeats it.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Rows">The rows of all tables, in their order.</param>
/// <param name="OpenCl">The OpenCL device and a step's traffic there; null for a comparison of the CPU backend.</param>
internal sealed record Record(
    DateOnly Date,
    string Command,
    MachineInfo Machine,
    IReadOnlyList<Row> Rows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OpenClRun? OpenCl = null)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // A file of another form is refused instead of being read as zeros.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Returns the record of what was measured on this machine today.</summary>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="rows">The rows, which are measured now.</param>
    public static Record OfToday(string command, IEnumerable<Row> rows)
        => new(DateOnly.FromDateTime(DateTime.Now), command, MachineInfo.Read(), [.. rows]);

    /// <summary>Reads the newest record of a folder.</summary>
    /// <param name="folder">The folder; its subfolders are not searched.</param>
    /// <exception cref="InvalidDataException">There is no record, or the file is none.</exception>
    public static Record Newest(string folder)
    {
        string? path = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json").Max(StringComparer.Ordinal)
            : null;
        return path is null ? throw new InvalidDataException($"There is no record in {folder}.") : Read(path);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no record.</exception>
    public static Record Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Record>(File.ReadAllText(path), Options)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no record of a comparison: {exception.Message}");
        }
    }

    /// <summary>Writes the record, replacing that of the same date.</summary>
    /// <param name="folder">The folder, which is created if need be.</param>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{Date:yyyy-MM-dd}.json"), ToJson());
    }

    /// <summary>Formats the record as its file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}

/// <summary>The machine of a comparison.</summary>
/// <param name="Processor">The CPU's name, family and model.</param>
/// <param name="Processors">The number of logical processors.</param>
/// <param name="System">Operating system and runtime.</param>
internal sealed record MachineInfo(string Processor, int Processors, string System)
{
    /// <summary>Describes this machine.</summary>
    public static MachineInfo Read()
    {
        var lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        string Field(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? "unknown";
        return new MachineInfo(
            $"{Field("model name")} (family {Field("cpu family")}, model {Field("model\t")})",
            Environment.ProcessorCount,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
    }
}

/// <summary>
/// The facts of an OpenCL comparison beside its rows: the device, and the traffic of a training step.
/// </summary>
/// <param name="Device">Device, platform, version and driver, in words.</param>
/// <param name="Layout">The layout of the sparse weights.</param>
/// <param name="ProductPanel">Columns of a panel in products.</param>
/// <param name="RecurrentPanel">Columns of a panel in recurrences.</param>
/// <param name="Step">The traffic of a training step of the 2 x 1500 LSTM at density 0.20.</param>
/// <param name="LaunchesOnGpu">Kernels that the same step launches in the layout of GPUs.</param>
internal sealed record OpenClRun(
    string Device, string Layout, int ProductPanel, int RecurrentPanel, StepTraffic Step, long LaunchesOnGpu);
