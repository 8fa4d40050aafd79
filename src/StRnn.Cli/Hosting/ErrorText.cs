using System.Text.Json;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cli.Configuration;
using StRnn.Text.Corpora;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Hosting;

/// <summary>Turns an exception into the one line a user needs (and one more per provider where backends are the matter).</summary>
internal static class ErrorText
{
    public static string Of(Exception exception) => exception switch
    {
        BackendUnavailableException => exception.Message,
        UsageException or ConfigException or TrainingException or CheckpointException or CorpusException or BackendException
            => OneLine(exception.Message),
        IOException or UnauthorizedAccessException or JsonException => OneLine(exception.Message),
        ArgumentException argument => OneLine(WithoutParameterName(argument)),
        OutOfMemoryException => "Out of memory: choose a smaller --hidden, --batch, --bptt or --words, or a higher --sparsity.",
        _ => $"internal error: {exception.GetType().Name}: {OneLine(exception.Message)} Run again with --verbose for the stack trace.",
    };

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string WithoutParameterName(ArgumentException exception)
        => exception.ParamName is { } name
            ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
            : exception.Message;
}
