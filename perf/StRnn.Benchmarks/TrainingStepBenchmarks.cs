using BenchmarkDotNet.Attributes;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Benchmarks;

/// <summary>A training step (forward, backward, clip, update) of the paper's models.</summary>
public class TrainingStepBenchmarks
{
    public const int TokensPerStep = PaperShape.Batch * PaperShape.Steps;

    private IBackend _backend = null!;
    private StepRunner _training = null!;

    [Params(PaperShape.Small, PaperShape.Medium, PaperShape.Large)]
    public string Shape { get; set; } = PaperShape.Small;

    /// <summary>nnz / (rows * columns); at 1 the weights are dense, the baseline.</summary>
    [Params(0.20, 0.33, 1)]
    public double Density { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _backend = new CpuBackendProvider().Create(new StRnnOptions());
        _training = SyntheticLanguageModeling.Create(
            _backend,
            new LstmLanguageModel(PaperShape.ModelOf(Shape)),
            Density < 1 ? new UniformInitializer(Density) : null,
            PaperShape.Batch,
            PaperShape.Steps,
            PaperShape.OptimizerOf(_backend, Shape));
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
