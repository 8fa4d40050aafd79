using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Randomness;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Embedding, dropout, stacked LSTM with dropout between its layers, dropout, decoder: logits over the vocabulary for the next word.
/// Embedding and decoder are two matrices (untied). Source: Zaremba et al. 2014; Liu et al. 2021, section 4.1.
/// </summary>
public sealed class LstmLanguageModel : Layer
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly Lstm _lstm;
    private readonly Dropout _outputDropout;
    private readonly Linear _decoder;

    /// <summary>Declares the model; its parameters have no weights until they are initialised or loaded.</summary>
    /// <param name="options">Its shape.</param>
    public LstmLanguageModel(LanguageModelOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        uint lastDropout = RandomStreams.Dropout + (uint)options.Layers;
        _embedding = new Embedding("embedding", options.VocabularySize, options.Hidden, options.EmbeddingRange);
        _inputDropout = new Dropout(options.Dropout, RandomStreams.Dropout);
        _lstm = new Lstm(
            "lstm",
            options.Hidden,
            options.Hidden,
            options.Layers,
            options.Dropout,
            RandomStreams.Dropout + 1,
            options.RecurrentRange);
        _outputDropout = new Dropout(options.Dropout, lastDropout);
        _decoder = new Linear("decoder", options.Hidden, options.VocabularySize, options.EmbeddingRange);
    }

    /// <summary>The model's shape.</summary>
    public LanguageModelOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _lstm.Parameters, .. _decoder.Parameters];

    /// <summary>Allocates a zero state for B parallel streams.</summary>
    /// <param name="backend">Where it lives.</param>
    /// <param name="batch">B.</param>
    public LstmState NewState(IBackend backend, int batch) => new(backend, Options.Layers, Options.Hidden, batch);

    /// <summary>Runs a window forward and advances the state.</summary>
    /// <param name="tape">A tape that has begun the step.</param>
    /// <param name="ids">T*B word numbers, step by step, from <see cref="Tape.Integers"/>.</param>
    /// <param name="state">The carried state of B streams.</param>
    /// <returns>Logits, [V, T*B].</returns>
    public Variable Forward(Tape tape, VectorView ids, LstmState state)
        => _decoder.Forward(tape, Hidden(tape, ids, state));

    /// <summary>Runs a window forward, advances the state, and adds up the cross entropy of the next words.</summary>
    /// <param name="tape">A tape that has begun the step.</param>
    /// <param name="ids">T*B word numbers, step by step, from <see cref="Tape.Integers"/>.</param>
    /// <param name="state">The carried state of B streams.</param>
    /// <param name="targets">The words that follow, T*B.</param>
    /// <param name="lossSum">One element: the sum over the T*B words is added to it, in nats.</param>
    public void Loss(Tape tape, VectorView ids, LstmState state, VectorView targets, VectorView lossSum)
        => LinearSoftmaxCrossEntropyOperation.Apply(
            tape, _decoder.Weight, _decoder.Bias, Hidden(tape, ids, state), targets, lossSum);

    private Variable Hidden(Tape tape, VectorView ids, LstmState state)
    {
        var x = _inputDropout.Forward(tape, _embedding.Forward(tape, ids));
        return _outputDropout.Forward(tape, _lstm.Forward(tape, x, state));
    }
}
