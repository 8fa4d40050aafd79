using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;

namespace StRnn.Text.Tagging;

/// <summary>
/// A tagger of words: embedding, stacked recurrent layers of any cell, in one direction or both, and a dense output
/// layer to logits over the tags, at each word.
/// </summary>
public sealed class TokenTagger : Layer
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly RecurrentLayers _recurrent;
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
        var layer = new RecurrentLayerOptions
        {
            InputRange = range,
            HiddenRange = range,
            ForgetBias = 1,
            Connections = options.Connections,
        };
        _recurrent = new RecurrentLayers(
            options.Cell,
            width,
            [.. Enumerable.Repeat(options.Hidden, options.Layers)],
            options.Dropout,
            RandomStreams.Dropout + 1,
            _ => layer,
            options.IsBidirectional);
        _outputDropout = new Dropout(options.Dropout, RandomStreams.Dropout + (uint)options.Layers);
        _output = new Linear("output", _recurrent.Outputs, options.Tags, range, staysDense: true);
    }

    /// <summary>Gets the shape of the model.</summary>
    public TokenTaggerOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _recurrent.Parameters, .. _output.Parameters];

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public IReadOnlyList<UnitStructure> UnitStructures => _recurrent.UnitStructures(_output.Weight);

    /// <summary>Runs whole sentences forward from a zero state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word ids, T*B, time-major.</param>
    /// <param name="lengths">The number of words of each of the B sentences; the rest is no input.</param>
    /// <returns>The logits, [C, T*B].</returns>
    public Variable Forward(Tape tape, ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths)
        => _output.Forward(tape, Outputs(tape, ids, lengths));

    /// <summary>Runs whole sentences forward with their loss, and adds up the losses.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word ids, T*B, time-major.</param>
    /// <param name="lengths">The number of words of each of the B sentences; the rest is no input.</param>
    /// <param name="tags">The tag of each column, -1 for none.</param>
    /// <param name="count">The number of columns with a tag.</param>
    /// <param name="lossSum">One element: the sum of the losses is added to it.</param>
    public void Loss(
        Tape tape,
        ReadOnlySpan<int> ids,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<int> tags,
        int count,
        VectorView lossSum)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var states = Outputs(tape, ids, lengths);
        LinearSoftmaxCrossEntropyOperation.Apply(
            tape, _output.Weight, _output.Bias, states, tape.Integers(tags), lossSum, count);
    }

    private Variable Outputs(Tape tape, ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int batch = lengths.Length;
        var index = new int[ids.Length];
        for (int column = 0; column < index.Length; column++)
        {
            index[column] = column / batch < lengths[column % batch] ? column : index.Length;
        }

        var x = _inputDropout.Forward(tape, _embedding.Forward(tape, tape.Integers(ids)));
        var states = _recurrent.Forward(tape, x, index, batch);
        return _outputDropout.Forward(tape, ConcatenateRowsOperation.Apply(tape, states));
    }
}
