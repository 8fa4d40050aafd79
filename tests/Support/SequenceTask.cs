using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Tests.Support;

/// <summary>
/// A small next-symbol task on a fixed pseudo-random, learnable sequence: a two-layer LSTM, or a recurrent highway
/// layer of depth 3 with tied weights and variational dropout in all four places.
/// </summary>
internal sealed class SequenceTask : ITrainingTask
{
    public const int Symbols = 11;
    public const int Batch = 3;
    public const int Steps = 4;
    public const int Windows = 6;

    private readonly IBackend _backend;
    private readonly LanguageModel _model;
    private readonly RecurrentState _state;

    public SequenceTask(
        IBackend backend,
        int hidden = 8,
        float dropout = 0,
        double range = 0.3,
        bool rhn = false,
        UnitConnections? connections = null,
        bool fillsBlocks = true)
    {
        // A row for a symbol that never comes makes the decoder one of whole blocks.
        int vocabularySize = connections is not null && fillsBlocks ? Symbols + 1 : Symbols;
        _backend = backend;
        _model = rhn
            ? new RhnLanguageModel(new RhnLanguageModelOptions
            {
                VocabularySize = vocabularySize,
                Hidden = hidden,
                Depth = 3,
                Connections = connections,
                EmbeddingDropout = dropout,
                InputDropout = dropout,
                HiddenDropout = dropout,
                OutputDropout = dropout,
                EmbeddingRange = range,
                RecurrentRange = range,
                TransformBias = -1,
            })
            : new LstmLanguageModel(new LstmLanguageModelOptions
            {
                VocabularySize = vocabularySize,
                Hidden = hidden,
                Layers = 2,
                Connections = connections,
                Dropout = dropout,
                EmbeddingRange = range,
                RecurrentRange = range,
            });
        _state = _model.NewState(backend, Batch);
    }

    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    public IReadOnlyList<UnitStructure> UnitStructures => _model.UnitStructures;

    public bool HasPerplexity => true;

    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => _state.Tensors;

    public int StepsPerEpoch => Windows;

    public string ValidationSplit => "valid";

    public IReadOnlyList<string> FinalSplits => ["test"];

    public IReadOnlyList<string> LastEpochSplits => [];

    /// <summary>Computes the symbol of stream b at time t: a short cycle with a stream-dependent stride.</summary>
    public static int Symbol(int t, int b) => ((t * (b + 1)) + (t * t)) % Symbols;

    public static int[] Window(int window, int shift)
        => [.. Enumerable.Range(0, Steps * Batch)
            .Select(k => Symbol((window * Steps) + (k / Batch) + shift, k % Batch))];

    public void BeginEpoch() => _state.Reset();

    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        int targets = Forward(tape, stepInEpoch, _state, lossSum);
        return new StepSize(targets, targets);
    }

    public Evaluation Evaluate(Tape tape, string split)
    {
        using var state = _model.NewState(_backend, Batch);
        using var lossSum = new Tensor(_backend, 1, 1);
        for (int window = 0; window < Windows; window++)
        {
            tape.Begin(StepContext.Evaluation);
            Forward(tape, window, state, lossSum.Values);
        }

        int count = Windows * Steps * Batch;
        return new Evaluation(split, lossSum.ToArray()[0] / count, count);
    }

    public void Dispose() => _state.Dispose();

    private int Forward(Tape tape, int window, RecurrentState state, VectorView lossSum)
    {
        var logits = _model.Forward(tape, tape.Integers(Window(window, 0)), state);
        SoftmaxCrossEntropyOperation.Apply(tape, logits, tape.Integers(Window(window, 1)), lossSum);
        return Steps * Batch;
    }
}
