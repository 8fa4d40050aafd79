using System.Text.Json;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Experiments;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Hosting;

/// <summary>
/// Converts an exception to one line for the user, plus one per provider if the problem is the backend.
/// Libraries say what happened, and why by an enumeration; the option that helps is named here.
/// </summary>
internal static class ErrorText
{
    public static string Of(Exception exception) => exception switch
    {
        BackendUnavailableException => exception.Message,
        UsageException or StRnnException => OneLine(WithAdvice(exception)),
        IOException or UnauthorizedAccessException or JsonException => OneLine(exception.Message),
        BatchTooLargeException => OneLine(WithAdvice(exception)),
        ArgumentException argument => OneLine(WithoutParameterName(argument)),
        OutOfMemoryException
            => "Out of memory: choose a smaller --hidden, --batch, --bptt or --words, or a higher --sparsity.",
        _ => $"internal error: {exception.GetType().Name}: {OneLine(exception.Message)} "
            + "Run again with --verbose for the stack trace.",
    };

    /// <summary>Returns an exception's message with the options that help.</summary>
    public static string WithAdvice(Exception exception) => exception switch
    {
        TrainingException training => Advise(training),
        RunException run => $"{run.Message}{AdviceOn(run.Problem)}",
        FileNotWrittenException => Join(exception.Message, "; free space or choose another --out, then --resume."),
        CheckpointException { Cause: CheckpointFailure.Foreign }
            => $"{exception.Message} Only files of a 'train' of this version are read: name such a run, or train "
                + "again.",
        CheckpointException { Cause: CheckpointFailure.Unusable }
            => $"{exception.Message} Use another checkpoint, or start over without --resume.",
        BackendOutOfMemoryException { SavedState: not null }
            => Join(exception.Message, ": free memory and continue with --resume."),
        BackendException { Cause: BackendFailure.KernelResources } => Join(
            exception.Message,
            ": 'strnn tune' finds smaller work-groups, 'strnn doctor' tests every kernel; update the driver, or choose "
                + "another device with --device."),
        BackendException { Cause: BackendFailure.DeviceCall }
            => $"{exception.Message} 'strnn doctor' tests the device; update its driver, or choose another with "
                + "--device.",
        BatchTooLargeException => Join(exception.Message, ": choose a smaller --batch or --words."),
        _ => exception.Message,
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

    private static string Advise(TrainingException exception)
    {
        string problem = exception.Message[..^exception.Kept.Length];
        return exception.Cause switch
        {
            TrainingFailure.LossNotFinite => $"{Join(problem, ": lower --lr or --clip.")}{exception.Kept}",
            TrainingFailure.MomentumMissing => Join(problem, ": give --momentum above 0, or --optimizer adam."),
            TrainingFailure.SparseTooLate => Join(problem, ", or lower --update-until or --update-every."),
            TrainingFailure.FolderNotCreated => $"{problem} Choose another --out.",
            TrainingFailure.MetricsNotWritten => $"{problem} Free space, then --resume.",
            _ => exception.Message,
        };
    }

    private static string Join(string sentence, string advice) => sentence.TrimEnd('.') + advice;

    private static string WithoutParameterName(ArgumentException exception)
        => exception.ParamName is { } name
            ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
            : exception.Message;
}
