using System.Text;
using System.Text.Json;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Training;

/// <summary>
/// A run's folder: <c>config.json</c>, <c>metrics.jsonl</c>, <c>last.safetensors</c> and <c>best.safetensors</c>. All
/// but the metrics log are written to a temporary file, flushed and renamed, so that a killed process or a full disk
/// leaves the old version.
/// </summary>
public sealed class RunDirectory
{
    /// <summary>Initializes a run's folder, without touching the file system.</summary>
    /// <param name="path">The folder.</param>
    public RunDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>Gets the folder.</summary>
    public string Path { get; }

    /// <summary>Gets the path of the configuration, which has everything needed to repeat the run.</summary>
    public string ConfigPath => File("config.json");

    /// <summary>Gets the path of the metrics log, one JSON object a line.</summary>
    public string MetricsPath => File("metrics.jsonl");

    /// <summary>Gets the path of the newest checkpoint.</summary>
    public string LastCheckpointPath => File("last.safetensors");

    /// <summary>
    /// Gets the path of the checkpoint of the best validation: the highest accuracy if there is one, else the lowest
    /// loss.
    /// </summary>
    public string BestCheckpointPath => File("best.safetensors");

    /// <summary>Gets a value indicating whether a run was begun here.</summary>
    public bool HasRun => System.IO.File.Exists(ConfigPath) || HasCheckpoint;

    /// <summary>Gets a value indicating whether there is a checkpoint to resume from.</summary>
    public bool HasCheckpoint => System.IO.File.Exists(LastCheckpointPath);

    /// <summary>Gets the sentence that says that the newest checkpoint is older than the lost state.</summary>
    internal string OlderCheckpointSentence => $"The checkpoint '{LastCheckpointPath}' is from an earlier step.";

    /// <summary>Returns the path of a file in the folder.</summary>
    /// <param name="name">The file's name.</param>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder.</summary>
    /// <exception cref="TrainingException">The folder cannot be created.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder '{Path}' cannot be created: {exception.Message}", exception)
            {
                Cause = TrainingFailure.FolderNotCreated,
            };
        }
    }

    /// <summary>Writes a text file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="FileNotWrittenException">The file cannot be written; the old one is unchanged.</exception>
    public static void WriteText(string path, string text)
        => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Appends one line to <c>metrics.jsonl</c>.</summary>
    /// <param name="line">The event.</param>
    /// <exception cref="TrainingException">The line cannot be written.</exception>
    public void AppendMetrics(MetricsEvent line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            System.IO.File.AppendAllText(MetricsPath, line.ToJson() + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"'{MetricsPath}' cannot be written: {exception.Message}", exception)
            {
                Cause = TrainingFailure.MetricsNotWritten,
            };
        }
    }

    /// <summary>Empties <c>metrics.jsonl</c>, if there is one.</summary>
    public void ClearMetrics()
    {
        if (System.IO.File.Exists(MetricsPath))
        {
            WriteText(MetricsPath, string.Empty);
        }
    }

    /// <summary>
    /// Removes the lines of steps after a checkpoint from <c>metrics.jsonl</c>, for a checkpoint that does not count
    /// lines.
    /// </summary>
    /// <param name="step">The training steps done at the checkpoint.</param>
    public void CutMetrics(long step)
    {
        if (!System.IO.File.Exists(MetricsPath))
        {
            return;
        }

        var kept = new StringBuilder();
        foreach (string line in System.IO.File.ReadLines(MetricsPath))
        {
            if (StepOf(line) is { } at && at <= step)
            {
                kept.Append(line).Append('\n');
            }
        }

        WriteText(MetricsPath, kept.ToString());
    }

    /// <summary>Counts the lines of <c>metrics.jsonl</c>; 0 if there is none.</summary>
    internal long CountMetrics()
        => System.IO.File.Exists(MetricsPath) ? System.IO.File.ReadLines(MetricsPath).LongCount() : 0;

    /// <summary>Removes all but the first lines of <c>metrics.jsonl</c>.</summary>
    /// <param name="lines">The number of lines to keep.</param>
    internal void KeepMetrics(long lines)
    {
        if (System.IO.File.Exists(MetricsPath))
        {
            var kept = System.IO.File.ReadLines(MetricsPath).TakeWhile((_, i) => i < lines);
            WriteText(MetricsPath, string.Concat(kept.Select(line => line + "\n")));
        }
    }

    /// <summary>
    /// Returns the step of a line, or null for the summary and for a line that a killed process left unfinished.
    /// </summary>
    private static long? StepOf(string line)
    {
        try
        {
            var entry = MetricsEntry.Parse(line);
            return entry is null || entry.Event == "done" ? null : entry.Step ?? 0;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
