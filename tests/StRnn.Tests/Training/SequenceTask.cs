using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Randomness;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>A small next-symbol task: a two-layer LSTM on a fixed pseudo-random, learnable sequence.</summary>
internal sealed class SequenceTask : ITrainingTask
{
    public const int Symbols = 11;
    public const int Batch = 3;
    public const int Steps = 4;
    public const int Windows = 6;

    private readonly IBackend _backend;
    private readonly Embedding _embedding;
    private readonly Lstm _lstm;
    private readonly Linear _decoder;
    private readonly LstmState _state;

    public SequenceTask(IBackend backend, int hidden = 8, float dropout = 0, double range = 0.3)
    {
        _backend = backend;
        _embedding = new Embedding("embedding", Symbols, hidden, range);
        _lstm = new Lstm("lstm", hidden, hidden, 2, dropout, RandomStreams.Dropout, range);
        _decoder = new Linear("decoder", hidden, Symbols, range);
        _state = new LstmState(backend, 2, hidden, Batch);
    }

    public IReadOnlyList<Parameter> Parameters => [.. _embedding.Parameters, .. _lstm.Parameters, .. _decoder.Parameters];

    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState =>
    [
        KeyValuePair.Create("h_l0", _state.Hidden[0]),
        KeyValuePair.Create("c_l0", _state.Cell[0]),
        KeyValuePair.Create("h_l1", _state.Hidden[1]),
        KeyValuePair.Create("c_l1", _state.Cell[1]),
    ];

    public int StepsPerEpoch => Windows;

    public string ValidationSplit => "valid";

    public IReadOnlyList<string> FinalSplits => ["test"];

    /// <summary>The symbol of stream b at time t: a short cycle with a stream-dependent stride.</summary>
    public static int Symbol(int t, int b) => ((t * (b + 1)) + (t * t)) % Symbols;

    public static int[] Window(int window, int shift)
        => [.. Enumerable.Range(0, Steps * Batch).Select(k => Symbol((window * Steps) + (k / Batch) + shift, k % Batch))];

    public void BeginEpoch() => _state.Reset();

    public int Forward(Tape tape, int stepInEpoch, VectorView lossSum) => Forward(tape, stepInEpoch, _state, lossSum);

    public Evaluation Evaluate(Tape tape, string split)
    {
        using var state = new LstmState(_backend, 2, _lstm.Hidden, Batch);
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

    private int Forward(Tape tape, int window, LstmState state, VectorView lossSum)
    {
        var h = _lstm.Forward(tape, _embedding.Forward(tape, tape.Integers(Window(window, 0))), state);
        SoftmaxCrossEntropyOperation.Apply(tape, _decoder.Forward(tape, h), tape.Integers(Window(window, 1)), lossSum);
        return Steps * Batch;
    }
}
