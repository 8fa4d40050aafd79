using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// A language model of stacked recurrent layers of any cell: embedding, dropout, layers with dropout between them,
/// dropout, decoder to logits over the vocabulary for the next word. Embedding and decoder are two matrices, or tied:
/// one tensor. Source: Zaremba et al. 2014; Liu et al. 2021, section 4.1; tied as in Inan et al. 2017.
/// </summary>
public class RecurrentLanguageModel : LanguageModel
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly RecurrentLayers _layers;
    private readonly Dropout _outputDropout;
    private readonly Linear? _decoder;
    private readonly Parameter _decoderBias;

    /// <summary>
    /// Initializes a new instance of the <see cref="RecurrentLanguageModel"/> class. Its parameters have no weights
    /// until they are initialised or loaded.
    /// </summary>
    /// <param name="options">The shape of the model.</param>
    /// <exception cref="ArgumentException">The model is tied, and its embedding has another width.</exception>
    public RecurrentLanguageModel(RecurrentLanguageModelOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        int width = options.Embedding ?? options.Hidden;
        var widths = options.LayerWidths;
        ArgumentOutOfRangeException.ThrowIfLessThan(widths.Count, 1, nameof(options));
        if (options.Tied && width != widths[^1])
        {
            throw new ArgumentException(
                $"A tied model's embedding is as wide as its last layer: {width} and {widths[^1]}.", nameof(options));
        }

        uint lastDropout = RandomStreams.Dropout + (uint)widths.Count;
        _embedding = new Embedding("embedding", options.VocabularySize, width, options.EmbeddingRange, options.Tied);
        _inputDropout = new Dropout(options.Dropout, RandomStreams.Dropout);
        var layer = new RecurrentLayerOptions
        {
            InputRange = options.RecurrentRange,
            HiddenRange = options.RecurrentRange,
            Activations = new CellActivations(Candidate: options.Candidate ?? options.Cell.Candidate),
            SeparateGates = options.SeparateGates,
            Connections = options.Connections,
        };
        _layers = new RecurrentLayers(
            options.Cell, width, widths, options.Dropout, RandomStreams.Dropout + 1, _ => layer);
        _outputDropout = new Dropout(options.Dropout, lastDropout);
        _decoder = options.Tied
            ? null
            : new Linear(
                "decoder",
                widths[^1],
                options.VocabularySize,
                options.EmbeddingRange,
                connections: options.Connections);
        _decoderBias = _decoder?.Bias
            ?? new Parameter(new ParameterSpec("decoder.bias", options.VocabularySize, 1, WeightUses.None, 0)
            {
                Role = ParameterRole.Output,
            });
    }

    /// <summary>Gets the shape of the model.</summary>
    public RecurrentLanguageModelOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _layers.Parameters, .. _decoder?.Parameters ?? [_decoderBias]];

    /// <inheritdoc/>
    public override IReadOnlyList<UnitStructure> UnitStructures
    {
        get
        {
            var structures = _layers.UnitStructures(DecoderWeight);
            return Options.Tied ? [.. structures.SkipLast(1), WithInputs(structures[^1])] : structures;
        }
    }

    /// <inheritdoc/>
    public override int VocabularySize => Options.VocabularySize;

    /// <inheritdoc/>
    protected override Parameter DecoderWeight => _decoder?.Weight ?? _embedding.Weight;

    /// <inheritdoc/>
    protected override Parameter DecoderBias => _decoderBias;

    /// <inheritdoc/>
    public override RecurrentState NewState(IBackend backend, int batch)
        => new StackState(backend, Options.Cell, Options.LayerWidths, batch);

    /// <inheritdoc/>
    protected override Variable Outputs(Tape tape, VectorView ids, RecurrentState state)
    {
        var x = _inputDropout.Forward(tape, _embedding.Forward(tape, ids));
        return _outputDropout.Forward(tape, _layers.Forward(tape, x, (StackState)state));
    }

    // A unit of a tied model's last layer is a column of the table, and so an input of the first layer.
    private UnitStructure WithInputs(UnitStructure units) => units with
    {
        Uses =
        [
            .. units.Uses,
            .. _layers.Layers[0].Select(layer => new UnitUse(layer.WeightInput, UnitAxis.Columns)),
        ],
    };
}
