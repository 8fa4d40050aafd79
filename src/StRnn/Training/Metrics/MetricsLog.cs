using System.Diagnostics;
using StRnn.Backends;

namespace StRnn.Training.Metrics;

/// <summary>Completes metrics events, and hands them to the run's file and to whoever watches.</summary>
/// <param name="backend">Names itself in every event.</param>
/// <param name="file">Appends an event to the run's file; null where nothing is kept.</param>
/// <param name="observer">Is told every event; null for nobody.</param>
internal sealed class MetricsLog(IBackend backend, Action<MetricsEvent>? file, Action<MetricsEvent>? observer)
{
    private readonly Stopwatch _elapsed = new();

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
        file?.Invoke(complete);
        observer?.Invoke(complete);
    }
}
