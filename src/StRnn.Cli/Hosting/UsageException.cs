namespace StRnn.Cli.Hosting;

/// <summary>The exception for a command line that asks for something impossible: one line, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
