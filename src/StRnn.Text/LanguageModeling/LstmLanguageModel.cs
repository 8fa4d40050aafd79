using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// An LSTM language model: embedding, dropout, stacked LSTM layers with dropout between them, dropout, decoder to
/// logits over the vocabulary for the next word. Embedding and decoder are two matrices (untied). Source: Zaremba et
/// al. 2014; Liu et al. 2021, section 4.1.
/// </summary>
public sealed class LstmLanguageModel : LanguageModel
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly Lstm _lstm;
    private readonly Dropout _outputDropout;
    private readonly Linear _decoder;

    /// <summary>
    /// Initializes a new instance of the <see cref="LstmLanguageModel"/> class. Its parameters have no weights until
    /// they are initialised or loaded.
    /// </summary>
    /// <param name="options">The shape of the model.</param>
    public LstmLanguageModel(LstmLanguageModelOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        int width = options.Embedding ?? options.Hidden;
        var widths = options.LayerWidths;
        ArgumentOutOfRangeException.ThrowIfLessThan(widths.Count, 1, nameof(options));
        uint lastDropout = RandomStreams.Dropout + (uint)widths.Count;
        _embedding = new Embedding("embedding", options.VocabularySize, width, options.EmbeddingRange);
        _inputDropout = new Dropout(options.Dropout, RandomStreams.Dropout);
        _lstm = new Lstm(
            "lstm",
            width,
            widths,
            options.Dropout,
            RandomStreams.Dropout + 1,
            new LstmOptions
            {
                InputRange = options.RecurrentRange,
                HiddenRange = options.RecurrentRange,
                Activations = new CellActivations(Candidate: options.Candidate),
                SeparateGates = options.SeparateGates,
            });
        _outputDropout = new Dropout(options.Dropout, lastDropout);
        _decoder = new Linear("decoder", widths[^1], options.VocabularySize, options.EmbeddingRange);
    }

    /// <summary>Gets the shape of the model.</summary>
    public LstmLanguageModelOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _lstm.Parameters, .. _decoder.Parameters];

    /// <inheritdoc/>
    public override IReadOnlyList<UnitStructure> UnitStructures
        => [.. _lstm.Layers.Select((layer, i) => layer.Units($"lstm_l{i}", ReaderOf(i)))];

    /// <inheritdoc/>
    public override int VocabularySize => Options.VocabularySize;

    /// <inheritdoc/>
    protected override Parameter DecoderWeight => _decoder.Weight;

    /// <inheritdoc/>
    protected override Parameter DecoderBias => _decoder.Bias;

    /// <inheritdoc/>
    public override RecurrentState NewState(IBackend backend, int batch)
        => new LstmState(backend, Options.LayerWidths, batch);

    /// <inheritdoc/>
    protected override Variable Outputs(Tape tape, VectorView ids, RecurrentState state)
    {
        var x = _inputDropout.Forward(tape, _embedding.Forward(tape, ids));
        return _outputDropout.Forward(tape, _lstm.Forward(tape, x, (LstmState)state));
    }

    private Parameter ReaderOf(int layer)
        => layer + 1 < _lstm.Layers.Count ? _lstm.Layers[layer + 1].WeightInput : _decoder.Weight;
}
