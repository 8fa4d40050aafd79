using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;

namespace StRnn.Text.Tagging;

/// <summary>
/// A tagger of words from left to right: embedding, stacked LSTM layers, and a dense output layer to logits over the
/// tags, at each word.
/// </summary>
public sealed class TokenTagger : Layer
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly Lstm _recurrent;
    private readonly Dropout _outputDropout;
    private readonly Linear _output;

    /// <summary>
    /// Initializes a new instance of the <see cref="TokenTagger"/> class. Its parameters have no weights until they are
    /// initialised or loaded.
    /// </summary>
    /// <param name="options">The shape of the model.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two tags, or a size is below 1.</exception>
    public TokenTagger(TokenTaggerOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Tags, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hidden, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        int width = options.Embedding ?? options.Hidden;
        double range = 1 / Math.Sqrt(options.Hidden);
        _embedding = new Embedding("embedding", options.VocabularySize, width, 0.1);
        _inputDropout = new Dropout(options.Dropout, RandomStreams.Dropout);
        _recurrent = new Lstm(
            "lstm",
            width,
            [.. Enumerable.Repeat(options.Hidden, options.Layers)],
            options.Dropout,
            RandomStreams.Dropout + 1,
            new LstmOptions { InputRange = range, HiddenRange = range, ForgetBias = 1 });
        _outputDropout = new Dropout(options.Dropout, RandomStreams.Dropout + (uint)options.Layers);
        _output = new Linear("output", options.Hidden, options.Tags, range, staysDense: true);
    }

    /// <summary>Gets the shape of the model.</summary>
    public TokenTaggerOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _recurrent.Parameters, .. _output.Parameters];

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public IReadOnlyList<UnitStructure> UnitStructures
        => [.. _recurrent.Layers.Select((layer, i) => layer.Units(
            $"lstm_l{i}",
            i + 1 < _recurrent.Layers.Count ? _recurrent.Layers[i + 1].WeightInput : _output.Weight))];

    /// <summary>Allocates a zero state for B parallel sentences.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The state.</returns>
    public RecurrentState NewState(IBackend backend, int batch) => new LstmState(backend, _recurrent.Widths, batch);

    /// <summary>Runs a batch forward and advances the state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word ids, T*B, time-major.</param>
    /// <param name="state">The carried state.</param>
    /// <returns>The logits, [C, T*B].</returns>
    public Variable Forward(Tape tape, VectorView ids, RecurrentState state)
        => _output.Forward(tape, Outputs(tape, ids, state));

    /// <summary>Runs a batch forward with its loss, advances the state, and adds up the losses.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word ids, T*B, time-major.</param>
    /// <param name="state">The carried state.</param>
    /// <param name="tags">The tag of each column, -1 for none.</param>
    /// <param name="count">The number of columns with a tag.</param>
    /// <param name="lossSum">One element: the sum of the losses is added to it.</param>
    public void Loss(
        Tape tape, VectorView ids, RecurrentState state, VectorView tags, int count, VectorView lossSum)
        => LinearSoftmaxCrossEntropyOperation.Apply(
            tape, _output.Weight, _output.Bias, Outputs(tape, ids, state), tags, lossSum, count);

    private Variable Outputs(Tape tape, VectorView ids, RecurrentState state)
    {
        var x = _inputDropout.Forward(tape, _embedding.Forward(tape, ids));
        return _outputDropout.Forward(tape, _recurrent.Forward(tape, x, (LstmState)state));
    }
}
