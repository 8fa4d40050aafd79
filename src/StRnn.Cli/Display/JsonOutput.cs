using System.Text.Encodings.Web;
using System.Text.Json;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Display;

/// <summary>Writes JSON to stdout: snake_case names, nulls kept.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions LineOptions = new(Options) { WriteIndented = false };

    public static void Write<T>(CliConsole console, T value)
        => console.Out.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>Returns one line of a stream of JSON objects.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, LineOptions);
}
