using System.Text.Json;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Tests.Support;

/// <summary>Runs the real entry point in this process.</summary>
public static class Strnn
{
    public static CliResult Run(params string[] args) => Run(isInteractive: false, args);

    public static CliResult Run(bool isInteractive, params string[] args) => Run(isInteractive, TextReader.Null, args);

    /// <summary>Runs it with text on standard input.</summary>
    public static CliResult RunWithInput(string input, params string[] args)
        => Run(isInteractive: false, new StringReader(input), args);

    private static CliResult Run(bool isInteractive, TextReader input, string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = CommandLine.Run(args, new CliConsole(output, error, isInteractive, input));
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>The answer to a command line.</summary>
public sealed record CliResult(int ExitCode, string Out, string Error)
{
    public string[] ErrorLines
        => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Gets the only line that reports an error.</summary>
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
