using StRnn.Cli;
using StRnn.Cli.Hosting;
using StRnn.Cli.Tests.Support;

namespace StRnn.Reproduction.Tests.Support;

/// <summary>Runs <c>strnn-reproduce</c> in this process.</summary>
public static class StrnnReproduce
{
    public static CliResult Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new CliConsole(output, error);
        var command = new ReproduceCommand(console, CancellationToken.None);
        int exitCode = CommandLine.Run(ReproduceCommand.Program, command, args, console);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}
