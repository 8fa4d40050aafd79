using BenchmarkDotNet.Attributes;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Layers;
using StRnn.Performance;
using StRnn.Randomness;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;

namespace StRnn.Benchmarks;

/// <summary>
/// One word forward through the 2 x 1500 LSTM at density 0.20, up to the logits, in one stream or in 20.
/// </summary>
public class InferenceBenchmarks
{
    private const double Density = 0.20;
    private const int Words = 1024;

    private IBackend _backend = null!;
    private LanguageModel _model = null!;
    private RecurrentState _state = null!;
    private Tape _tape = null!;
    private int[] _ids = [];
    private int _next;

    /// <summary>Gets or sets B, the parallel streams, one word of each.</summary>
    [Params(1, 20)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _backend = new CpuBackendProvider().Create(new StRnnOptions());
        _model = PaperModel.LargeLstm.Create();
        ModelInitializer.Initialize(_backend, _model.Parameters, new UniformInitializer(Density), seed: 1);
        _state = _model.NewState(_backend, Batch);
        _tape = new Tape(_backend);
        var random = new RandomSequence(1, 2, 3);
        _ids = new int[Words * Batch];
        for (int i = 0; i < _ids.Length; i++)
        {
            _ids[i] = (int)random.NextInt64(_model.VocabularySize);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var parameter in _model.Parameters)
        {
            parameter.Dispose();
        }

        _state.Dispose();
        _tape.Dispose();
        _backend.Dispose();
    }

    [Benchmark]
    public void Token()
    {
        _tape.Begin(StepContext.Evaluation);
        _model.Forward(_tape, _tape.Integers(_ids.AsSpan(_next * Batch, Batch)), _state);
        _backend.Synchronize();
        _next = (_next + 1) % Words;
    }
}
