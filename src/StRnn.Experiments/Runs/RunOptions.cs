using StRnn.Training.Metrics;

namespace StRnn.Experiments.Runs;

/// <summary>Options of a run in training that change nothing in its results.</summary>
public sealed record RunOptions
{
    /// <summary>Gets the observer of the metrics events; null for none.</summary>
    public Action<MetricsEvent>? Observer { get; init; }

    /// <summary>
    /// Gets the steps after which this process stops and saves; 0 for none. Schedules are not shortened.
    /// </summary>
    public long MaxSteps { get; init; }
}
