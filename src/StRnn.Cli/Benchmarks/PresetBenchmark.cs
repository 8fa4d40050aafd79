using StRnn.Backends;
using StRnn.Cli.Configuration;
using StRnn.Optimizers;
using StRnn.Text.LanguageModeling;

namespace StRnn.Cli.Benchmarks;

/// <summary>Times the training steps of presets, sparse and dense; one model in memory at a time.</summary>
/// <param name="backend">Where to compute.</param>
/// <param name="timer">Takes the time.</param>
/// <param name="observer">Is told every configuration once it is measured: preset, density (null for dense), pace, step time.</param>
internal sealed class PresetBenchmark(IBackend backend, StepTimer timer, Action<string, double?, double, StepTime> observer)
{
    private const int DensityDigits = 15;

    /// <summary>Measures one preset.</summary>
    /// <param name="preset">The recipe.</param>
    /// <param name="model">The shape, which may differ from the preset's.</param>
    /// <param name="vocabularySize">V.</param>
    /// <param name="sparsity">Share of connections that do not exist.</param>
    public PresetFigures Run(Preset preset, ModelConfig model, int vocabularySize, double sparsity)
    {
        // 1 - 0.8 is 0.19999999999999996.
        double density = Math.Round(1 - sparsity, DensityDigits);
        var dense = Measure(null);
        var sparse = Measure(density);
        var breakEven = BreakEven.Search(new DensityTime(density, sparse), dense, share => Measure(share));
        return new PresetFigures(preset.Name, vocabularySize, model, preset.Training, sparsity, sparse, dense, breakEven);

        StepTime Measure(double? share)
        {
            var training = preset.Training;
            using var steps = new SyntheticTraining(
                backend,
                model.ToModel(vocabularySize),
                share,
                training.Batch,
                training.Bptt,
                training.ToOptimizer(backend),
                training.Seed);
            var time = timer.Measure(steps.Step);
            observer(preset.Name, share, time.TokensPerSecond(steps.TokensPerStep), time);
            return time;
        }
    }
}
