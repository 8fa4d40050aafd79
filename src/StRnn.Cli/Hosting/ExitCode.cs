namespace StRnn.Cli.Hosting;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>128 + SIGINT: stopped on request, after saving.</summary>
    public const int Interrupted = 130;
}
