using System.Text.Json;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Experiments.Runs;

/// <summary>Reads what <c>metrics.jsonl</c> says of a run.</summary>
public sealed class RunReport
{
    /// <summary>The name of the weights of the best validation in metrics.</summary>
    public const string BestWeights = EvaluationMetrics.BestWeights;

    /// <summary>The name of the newest weights in metrics.</summary>
    public const string LastWeights = EvaluationMetrics.LastWeights;

    private readonly List<MetricsEntry> _entries;

    private RunReport(List<MetricsEntry> entries) => _entries = entries;

    /// <summary>
    /// Gets a value indicating whether training came to its end, with or without patience, and the final splits are
    /// evaluated.
    /// </summary>
    public bool IsFinished => _entries.Count > 0 && _entries[^1].Event == RunSummary.EventName;

    /// <summary>Gets all lines, in the order in which they were written.</summary>
    public IReadOnlyList<MetricsEntry> Entries => _entries;

    /// <summary>Gets the newest line; null where there is none.</summary>
    public MetricsEntry? Last => _entries.Count > 0 ? _entries[^1] : null;

    /// <summary>Gets the newest exploration rate, where the method has one.</summary>
    public double? ExplorationRate
        => _entries.LastOrDefault(entry => entry.ExplorationRate is not null)?.ExplorationRate;

    /// <summary>
    /// Gets the validation of the best epoch: of the highest accuracy where there is one, else of the lowest loss.
    /// </summary>
    public MetricsEntry? BestValidation
        => _entries
            .Where(entry => entry is
            {
                Event: EvaluationMetrics.EventName,
                Split: SplitNames.Valid,
                Loss: not null,
            })
            .OrderByDescending(entry => entry.Accuracy)
            .ThenBy(entry => entry.Loss)
            .FirstOrDefault();

    /// <summary>Gets the mean throughput of training, evaluation and checkpoints left out.</summary>
    public double? TokensPerSecond
        => _entries.Where(entry => entry is { Event: StepMetrics.EventName, StepMs: not null })
            .Select(entry => entry.TokensPerSecond)
            .Average();

    /// <summary>Gets the number of epochs trained so far.</summary>
    public int EpochsDone => _entries.LastOrDefault(entry => entry.Event == EpochMetrics.EventName)?.Epoch ?? 0;

    /// <summary>
    /// Gets the mean duration of an epoch's training in seconds, evaluation and checkpoints left out; null before the
    /// end of the first.
    /// </summary>
    public double? EpochSeconds
        => _entries.LastOrDefault(entry => entry.Event == EpochMetrics.EventName) is { Epoch: > 0 } last
            && _entries.Average(entry => entry.StepMs) is { } milliseconds
                ? milliseconds / 1000 * last.Step / last.Epoch
                : null;

    /// <summary>Reads a run's metrics; a line that a killed process left unfinished is skipped.</summary>
    internal static RunReport Of(RunDirectory run)
    {
        var entries = new List<MetricsEntry>();
        if (File.Exists(run.MetricsPath))
        {
            foreach (string line in File.ReadLines(run.MetricsPath))
            {
                if (Parse(line) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }

        return new RunReport(entries);
    }

    /// <summary>Returns the newest evaluation of a split; null where there is none.</summary>
    /// <param name="split">Its name.</param>
    /// <param name="weights"><see cref="BestWeights"/> or <see cref="LastWeights"/>; null for any.</param>
    public MetricsEntry? EvaluationOf(string split, string? weights = null)
        => _entries.LastOrDefault(entry => entry.Event == EvaluationMetrics.EventName
            && entry.Split == split
            && (weights is null || entry.Weights == weights));

    private static MetricsEntry? Parse(string line)
    {
        try
        {
            return MetricsEntry.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
