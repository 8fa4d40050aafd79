using BenchmarkDotNet.Attributes;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Experiments.Presets;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Benchmarks;

/// <summary>A training step (forward, backward, clip, update) of the paper's models.</summary>
public class TrainingStepBenchmarks
{
    public const int TokensPerStep = PaperModel.Batch * PaperModel.Steps;

    private IBackend _backend = null!;
    private StepRunner _training = null!;

    /// <summary>Gets or sets the recipe whose model is trained.</summary>
    [Params(LanguageModelPresets.SmallLstm, LanguageModelPresets.MediumLstm, LanguageModelPresets.LargeLstm)]
    public string Shape { get; set; } = LanguageModelPresets.SmallLstm;

    /// <summary>Gets or sets nnz / (rows * columns); at 1 the weights are dense, the baseline.</summary>
    [Params(0.20, 0.33, 1)]
    public double Density { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var model = PaperModel.Of(Shape);
        _backend = new CpuBackendProvider().Create(new StRnnOptions());
        _training = SyntheticLanguageModeling.Create(
            _backend,
            model.Create(),
            Density < 1 ? new UniformInitializer(Density) : null,
            PaperModel.Batch,
            PaperModel.Steps,
            model.CreateOptimizer(_backend));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _training.Dispose();
        _backend.Dispose();
    }

    [Benchmark]
    public void TrainingStep() => _training.Step();
}
