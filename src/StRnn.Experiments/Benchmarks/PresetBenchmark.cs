using StRnn.Backends;
using StRnn.Sparsity.Initialization;

namespace StRnn.Experiments.Benchmarks;

/// <summary>Times the training steps of presets, sparse and dense; one model in memory at a time.</summary>
/// <param name="backend">The backend to compute on.</param>
/// <param name="timer">Takes the time.</param>
/// <param name="observer">Receives every configuration once it is measured: preset, density (null for dense),
/// throughput, step time.</param>
internal sealed class PresetBenchmark(
    IBackend backend, StepTimer timer, Action<string, double?, double, StepTime> observer)
{
    private const int DensityDigits = 15;

    /// <summary>Measures one preset.</summary>
    /// <param name="subject">Its model.</param>
    /// <param name="sparsity">Share of connections that do not exist.</param>
    public PresetFigures Run(BenchSubject subject, double sparsity)
    {
        // 1 - 0.8 is 0.19999999999999996.
        double density = Math.Round(1 - sparsity, DensityDigits);
        var dense = Measure(null);
        var sparse = Measure(density);
        var breakEven = BreakEven.Search(new DensityTime(density, sparse), dense, share => Measure(share));
        return new PresetFigures(subject, sparsity, sparse, dense, breakEven);

        StepTime Measure(double? share)
        {
            using var steps = subject.Begin(backend, share is { } given ? new UniformInitializer(given) : null);
            var time = timer.Measure(steps.Step);
            observer(subject.Name, share, time.TokensPerSecond(subject.TokensPerStep), time);
            return time;
        }
    }
}
