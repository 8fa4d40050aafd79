using System.Diagnostics;
using StRnn.Backends;

namespace StRnn.Training.Metrics;

/// <summary>Completes metrics events, and hands them to the run folder and to whoever watches.</summary>
internal sealed class MetricsLog(IBackend backend, RunDirectory? run, Action<MetricsEvent>? observer)
{
    private readonly Stopwatch _elapsed = new();

    /// <summary>Gets the run's folder; null where nothing is kept.</summary>
    public RunDirectory? Run => run;

    /// <summary>Begins to count the seconds.</summary>
    public void Start() => _elapsed.Restart();

    /// <summary>Writes an event.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="step">The optimiser steps done.</param>
    public void Write(MetricsEvent entry, long step)
    {
        var complete = entry with
        {
            Step = step,
            Backend = $"{backend.Info.Name}/{backend.Info.InstructionSet}",
            ElapsedS = _elapsed.Elapsed.TotalSeconds,
        };
        run?.AppendMetrics(complete);
        observer?.Invoke(complete);
    }
}
