using StRnn.Cli.Hosting;

namespace StRnn.Cli.Tests.Bench;

/// <summary>Runs the real entry point in this process.</summary>
public static class Strnn
{
    public static CliResult Run(params string[] args) => Run(isInteractive: false, args);

    public static CliResult Run(bool isInteractive, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = CommandLine.Run(args, new CliConsole(output, error, isInteractive));
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}
