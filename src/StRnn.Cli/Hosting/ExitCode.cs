namespace StRnn.Cli.Hosting;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>128 + SIGINT: stopped on request, after saving.</summary>
    public const int Interrupted = 130;
}
