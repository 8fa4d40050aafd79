using System.Text;
using System.Text.Json;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Training;

/// <summary>
/// A run's folder: <c>config.json</c>, <c>metrics.jsonl</c>, <c>last.safetensors</c> and <c>best.safetensors</c>. Files
/// that matter are written to a temporary name, flushed, and renamed, so that a killed process or a full disk leaves
/// the version before.
/// </summary>
public sealed class RunDirectory
{
    /// <summary>Names a run's folder; nothing is touched yet.</summary>
    /// <param name="path">The folder.</param>
    public RunDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Everything needed to repeat the run.</summary>
    public string ConfigPath => File("config.json");

    /// <summary>One JSON object a line.</summary>
    public string MetricsPath => File("metrics.jsonl");

    /// <summary>The newest checkpoint.</summary>
    public string LastCheckpointPath => File("last.safetensors");

    /// <summary>
    /// The checkpoint of the best validation: the highest accuracy where there is one, else the lowest loss.
    /// </summary>
    public string BestCheckpointPath => File("best.safetensors");

    /// <summary>Whether a run was begun here.</summary>
    public bool HasRun => System.IO.File.Exists(ConfigPath) || HasCheckpoint;

    /// <summary>Whether there is a checkpoint to resume from.</summary>
    public bool HasCheckpoint => System.IO.File.Exists(LastCheckpointPath);

    /// <summary>The path of a file in the folder.</summary>
    /// <param name="name">The file's name.</param>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder.</summary>
    /// <exception cref="TrainingException">It cannot be created.</exception>
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
    /// <exception cref="FileNotWrittenException">It cannot be written; what was there before still is.</exception>
    public static void WriteText(string path, string text)
        => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Appends one line to <c>metrics.jsonl</c>.</summary>
    /// <param name="entry">The event.</param>
    /// <exception cref="TrainingException">It cannot be written.</exception>
    public void AppendMetrics(MetricsEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            System.IO.File.AppendAllText(MetricsPath, entry.ToJson() + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"'{MetricsPath}' cannot be written: {exception.Message}", exception)
            {
                Cause = TrainingFailure.MetricsNotWritten,
            };
        }
    }

    /// <summary>Cuts <c>metrics.jsonl</c> back to what was known at a checkpoint: lines of later steps go.</summary>
    /// <param name="step">The optimiser steps done at the checkpoint.</param>
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

    /// <summary>
    /// The step of a line, or null for a line that a killed process left unfinished and for the closing one.
    /// </summary>
    private static long? StepOf(string line)
    {
        try
        {
            var entry = JsonSerializer.Deserialize<MetricsEntry>(line, MetricsEntry.JsonOptions);
            return entry is null || entry.Event == "done" ? null : entry.Step ?? 0;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
