using System.Diagnostics;
using StRnn.Backends;

namespace StRnn.Training;

/// <summary>Completes metrics lines, and hands them to the run folder and to whoever watches.</summary>
internal sealed class MetricsLog(IBackend backend, int epochs, RunDirectory? run, Action<MetricsEntry>? observer)
{
    private readonly Stopwatch _elapsed = new();

    /// <summary>The largest resident set of the process so far.</summary>
    public static long PeakResidentBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Begins to count the seconds.</summary>
    public void Start() => _elapsed.Restart();

    /// <summary>Writes a line.</summary>
    public void Report(MetricsEntry entry, TrainingProgress progress)
    {
        var complete = entry with
        {
            Epoch = entry.Epoch ?? Math.Min(epochs, progress.Epoch + (entry.Event is "topology" or "done" ? 0 : 1)),
            Step = progress.Step,
            Backend = $"{backend.Info.Name}/{backend.Info.InstructionSet}",
            ElapsedS = _elapsed.Elapsed.TotalSeconds,
        };
        run?.AppendMetrics(complete);
        observer?.Invoke(complete);
    }
}
