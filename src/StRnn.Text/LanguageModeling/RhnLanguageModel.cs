using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Layers.Cells.Rhn;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// An RHN language model: embedding, a recurrent highway layer of depth D, decoder. Variational dropout acts in four
/// places, with one mask per window each. With tied weights, embedding and decoder are one tensor. Source: Zilly et al.
/// 2017; Liu et al. 2021, section 4.1.
/// </summary>
public sealed class RhnLanguageModel : LanguageModel
{
    private readonly Embedding _embedding;
    private readonly WordDropout _wordDropout;
    private readonly VariationalDropout _inputDropout;
    private readonly RhnLayer _rhn;
    private readonly VariationalDropout _outputDropout;
    private readonly Linear? _decoder;
    private readonly Parameter _decoderBias;

    /// <summary>
    /// Initializes a new instance of the <see cref="RhnLanguageModel"/> class. Its parameters have no weights until
    /// they are initialised or loaded.
    /// </summary>
    /// <param name="options">The shape of the model.</param>
    public RhnLanguageModel(RhnLanguageModelOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        _embedding = new Embedding(
            "embedding", options.VocabularySize, options.Hidden, options.EmbeddingRange, options.Tied);
        _wordDropout = new WordDropout(options.EmbeddingDropout, RandomStreams.Dropout);
        _inputDropout = new VariationalDropout(options.InputDropout, RandomStreams.Dropout + 1);
        _rhn = new RhnLayer(
            "rhn",
            options.Hidden,
            options.Hidden,
            options.Depth,
            options.HiddenDropout,
            RandomStreams.Dropout + 2,
            options.RecurrentRange,
            options.TransformBias,
            new CellActivations(Candidate: options.Candidate),
            options.Connections);
        _outputDropout = new VariationalDropout(options.OutputDropout, RandomStreams.Dropout + 3);
        _decoder = options.Tied
            ? null
            : new Linear(
                "decoder",
                options.Hidden,
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
    public RhnLanguageModelOptions Options { get; }

    /// <inheritdoc/>
    public override int VocabularySize => Options.VocabularySize;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _rhn.Parameters, .. _decoder is null ? [_decoderBias] : _decoder.Parameters];

    /// <inheritdoc/>
    public override IReadOnlyList<UnitStructure> UnitStructures
        => [_rhn.Units("rhn", _decoder is null ? [_embedding.Weight] : [_embedding.Weight, _decoder.Weight])];

    /// <inheritdoc/>
    protected override Parameter DecoderWeight => _decoder?.Weight ?? _embedding.Weight;

    /// <inheritdoc/>
    protected override Parameter DecoderBias => _decoderBias;

    /// <inheritdoc/>
    public override RecurrentState NewState(IBackend backend, int batch)
        => new RhnState(backend, Options.Hidden, batch);

    /// <inheritdoc/>
    protected override Variable Outputs(Tape tape, VectorView ids, RecurrentState state)
    {
        int batch = state.Batch;
        var words = _wordDropout.Forward(tape, _embedding.Forward(tape, ids), ids);
        var x = _inputDropout.Forward(tape, words, batch);
        return _outputDropout.Forward(tape, _rhn.Forward(tape, x, ((RhnState)state).Value), batch);
    }
}
