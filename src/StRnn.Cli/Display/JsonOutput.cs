using System.Text.Encodings.Web;
using System.Text.Json;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Display;

/// <summary>One JSON document on stdout: snake_case names, nulls kept.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write<T>(CliConsole console, T value) => console.Out.WriteLine(JsonSerializer.Serialize(value, Options));
}
