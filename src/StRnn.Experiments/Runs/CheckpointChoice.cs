using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>Which of a run's checkpoints is meant.</summary>
internal static class CheckpointChoice
{
    public const string Best = "best";
    public const string Last = "last";

    public static readonly string[] All = [Best, Last];

    /// <summary>The checkpoint asked for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="asked">"best" or "last"; null for the best there is.</param>
    /// <exception cref="CheckpointException">There is none.</exception>
    public static string PathOf(RunDirectory run, string? asked)
    {
        string path = asked == Last || (asked is null && !File.Exists(run.BestCheckpointPath))
            ? run.LastCheckpointPath
            : run.BestCheckpointPath;
        if (!File.Exists(path))
        {
            throw new CheckpointException(
                $"'{run.Path}' has no checkpoint '{Path.GetFileName(path)}': "
                + (asked == Best && run.HasCheckpoint ? "its first epoch is not done; use --checkpoint last." : "train it first."));
        }

        return path;
    }
}
