using System.Text.Json;

namespace StRnn.Cli.Tests.Support;

/// <summary>What a command line answered.</summary>
public sealed record CliResult(int ExitCode, string Out, string Error)
{
    public string[] ErrorLines
        => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>The only line that reports an error.</summary>
    public string OnlyError
    {
        get
        {
            string[] errors = [.. ErrorLines.Where(line => line.StartsWith("error: ", StringComparison.Ordinal))];
            Assert.That(errors, Has.Length.EqualTo(1), Error);
            Assert.That(Error, Does.Not.Contain("   at "), "a stack trace without --verbose");
            return errors[0];
        }
    }
}
