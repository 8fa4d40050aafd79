using System.Diagnostics;
using StRnn.Backends;

namespace StRnn.Training.Metrics;

/// <summary>
/// The metrics log of a run, which completes events and passes them to the run's file and to an observer.
/// </summary>
/// <param name="backend">The backend named in every event.</param>
/// <param name="file">Appends an event to the run's file; null to keep none.</param>
/// <param name="observer">Receives every event; null for none.</param>
internal sealed class MetricsLog(IBackend backend, Action<MetricsEvent>? file, Action<MetricsEvent>? observer)
{
    private readonly Stopwatch _elapsed = new();

    /// <summary>Starts to count the seconds.</summary>
    public void Start() => _elapsed.Restart();

    /// <summary>Writes an event.</summary>
    /// <param name="line">The event.</param>
    /// <param name="step">The training steps done.</param>
    public void Write(MetricsEvent line, long step)
    {
        var complete = line with
        {
            Step = step,
            Backend = $"{backend.Info.Name}/{backend.Info.InstructionSet}",
            ElapsedS = _elapsed.Elapsed.TotalSeconds,
        };
        file?.Invoke(complete);
        observer?.Invoke(complete);
    }
}
