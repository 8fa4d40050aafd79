namespace StRnn.Cli.Hosting;

/// <summary>The exception for a command line that asks for something impossible: one line, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>128 + SIGINT: stopped on request, after saving.</summary>
    public const int Interrupted = 130;
}
