using Microsoft.Extensions.Logging;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Experiments.Runs;

/// <summary>Options of a run in training that change nothing in its results.</summary>
public sealed record RunOptions
{
    /// <summary>Gets the observer of the metrics events; null for none.</summary>
    public Action<MetricsEvent>? Observer { get; init; }

    /// <summary>Gets the progress that every metrics event is reported to, on whichever thread it chooses; null for
    /// none.</summary>
    public IProgress<MetricsEvent>? Progress { get; init; }

    /// <summary>Gets the observers of steps, metrics, topology updates and checkpoints.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Gets the log that the training is written to; null for none.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// Gets the steps after which this process stops and saves; 0 for none. Schedules are not shortened.
    /// </summary>
    public long MaxSteps { get; init; }
}
