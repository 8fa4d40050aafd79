namespace StRnn.Cli.Hosting;

/// <summary>The command line asks for something impossible: one line, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
