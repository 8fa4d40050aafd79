using System.Text.Json;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Experiments;
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
        RunException run => OneLine(run.Message + AdviceOn(run.Problem)),
        UsageException or TrainingException or CheckpointException or CorpusException or BackendException
            => OneLine(exception.Message),
        IOException or UnauthorizedAccessException or JsonException => OneLine(exception.Message),
        ArgumentException argument => OneLine(WithoutParameterName(argument)),
        OutOfMemoryException => "Out of memory: choose a smaller --hidden, --batch, --bptt or --words, or a higher --sparsity.",
        _ => $"internal error: {exception.GetType().Name}: {OneLine(exception.Message)} Run again with --verbose for the stack trace.",
    };

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string AdviceOn(RunProblem problem) => problem switch
    {
        RunProblem.NoRun => " Name the --out of a 'train'.",
        RunProblem.FolderTaken => " Choose another folder, or continue it with --resume.",
        RunProblem.DamagedConfig => " Restore it, or begin a new run in another --out.",
        RunProblem.DamagedVocabulary => " Restore it, or train again.",
        RunProblem.OtherTask => " The command has no use for it: name another folder.",
        RunProblem.DataChanged => " Restore them, or begin a new run.",
        RunProblem.NoValidationTexts => " Give --validation-share above 0.",
        RunProblem.EmptySplit => " Choose another --split.",
        RunProblem.NoCheckpoint => " Train it first.",
        RunProblem.NoBestCheckpoint => " Use --checkpoint last.",
        RunProblem.NoWidth => " Give another --budget, or --method dense --hidden N.",
        RunProblem.SparseModel => " Train with --method iss.",
        _ => string.Empty,
    };

    private static string WithoutParameterName(ArgumentException exception)
        => exception.ParamName is { } name
            ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
            : exception.Message;
}
