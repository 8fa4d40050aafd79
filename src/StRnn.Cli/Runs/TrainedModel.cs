using StRnn.Backends;
using StRnn.Cli.Configuration;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Runs;

/// <summary>A run's model with the weights of one of its checkpoints.</summary>
internal sealed class TrainedModel : IDisposable
{
    public const string Best = "best";
    public const string Last = "last";

    private TrainedModel(LanguageModel model, string checkpoint, TrainingProgress progress)
    {
        Model = model;
        Checkpoint = checkpoint;
        Progress = progress;
    }

    public LanguageModel Model { get; }

    /// <summary>The path of the checkpoint.</summary>
    public string Checkpoint { get; }

    /// <summary>Where the run stood at the checkpoint.</summary>
    public TrainingProgress Progress { get; }

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

    public static TrainedModel Load(RunConfig config, string checkpoint, IBackend backend)
    {
        var model = config.Model.ToModel(config.Data.VocabularySize);
        return new TrainedModel(
            model, checkpoint, StRnn.Training.Checkpoints.Checkpoint.LoadWeights(checkpoint, backend, model.Parameters));
    }

    public void Dispose()
    {
        foreach (var parameter in Model.Parameters)
        {
            parameter.Dispose();
        }
    }
}
