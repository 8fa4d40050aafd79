using System.Diagnostics;

namespace StRnn.Training.Metrics;

/// <summary>A meter of throughput between two reports, without evaluations and checkpoints.</summary>
internal sealed class ThroughputMeter
{
    private readonly Stopwatch _working = new();
    private long _tokens;
    private int _steps;

    public void Start() => _working.Start();

    public void Stop() => _working.Stop();

    public void Count(int tokens)
    {
        _tokens += tokens;
        _steps++;
    }

    /// <summary>Computes tokens per second and milliseconds per step since the last call.</summary>
    public (double? TokensPerSecond, double? StepMilliseconds) Take()
    {
        double seconds = _working.Elapsed.TotalSeconds;
        (double?, double?) throughput = _steps > 0 && seconds > 0
            ? (_tokens / seconds, 1000 * seconds / _steps)
            : (null, null);
        _tokens = 0;
        _steps = 0;
        if (_working.IsRunning)
        {
            _working.Restart();
        }
        else
        {
            _working.Reset();
        }

        return throughput;
    }
}
