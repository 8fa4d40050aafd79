using System.Text.Json;
using System.Text.Json.Serialization;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Report;

/// <summary>Writes the rows for programs to read.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        IncludeFields = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Write(IEnumerable<Row> rows, MachineInfo machine, string command, DateOnly date)
        => JsonSerializer.Serialize(new { Date = date, Command = command, Machine = machine, Rows = rows }, Options) + "\n";
}
