namespace StRnn.Experiments.Configuration;

/// <summary>The processor's name with family and model, without which "Xeon" says little.</summary>
internal static class ProcessorName
{
    private const string LinuxFile = "/proc/cpuinfo";
    private static readonly Lazy<string?> Found = new(Read);

    /// <summary>Gets the name; null where the system tells none.</summary>
    public static string? Text => Found.Value;

    /// <summary>Reads the name from the lines of Linux's file; null where it has none.</summary>
    public static string? Of(IReadOnlyList<string> lines)
    {
        string? name = Field("model name");
        return name is not null && Field("cpu family") is { } family && Field("model") is { } model
            ? $"{name} (family {family}, model {model})"
            : name;

        string? Field(string wanted) => lines
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == wanted)?[1].Trim();
    }

    private static string? Read()
    {
        try
        {
            return File.Exists(LinuxFile)
                ? Of(File.ReadAllLines(LinuxFile))
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
