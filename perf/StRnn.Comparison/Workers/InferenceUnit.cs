using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Performance;
using StRnn.Sparsity.Initialization;
using StRnn.Text.LanguageModeling;

namespace StRnn.Comparison.Workers;

/// <summary>One word of each stream through a language model, up to the logits.</summary>
internal sealed class InferenceUnit : IUnit
{
    private readonly IBackend _backend;
    private readonly LanguageModel _model;
    private readonly RecurrentState _state;
    private readonly Tape _tape;
    private readonly int[] _words;

    public InferenceUnit(IBackend backend, WorkerOptions options)
    {
        _backend = backend;
        _model = PaperModel.Create(options.Hidden, vocabulary: options.Vocabulary);
        ModelInitializer.Initialize(backend, _model.Parameters, new UniformInitializer(options.Density), seed: 1);
        _state = _model.NewState(backend, options.Batch);
        _tape = new Tape(backend);
        _words = [.. Enumerable.Range(0, options.Batch).Select(stream => stream * 37 % options.Vocabulary)];
    }

    public void Run()
    {
        _tape.Begin(StepContext.Evaluation);
        _model.Forward(_tape, _tape.Integers(_words), _state);
        _backend.Synchronize();
    }

    public void Dispose()
    {
        foreach (var parameter in _model.Parameters)
        {
            parameter.Dispose();
        }

        _state.Dispose();
        _tape.Dispose();
    }
}
