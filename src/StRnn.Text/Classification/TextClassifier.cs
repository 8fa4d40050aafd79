using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Text.Classification;

/// <summary>
/// A text classifier: embedding, one LSTM layer over the words, last state or mean over the steps, dense output layer
/// to logits over classes. Source: Liu et al. 2021, section 4.2; initial values as in Keras (Glorot for W_ih, the
/// variance of an orthogonal matrix for W_hh).
/// </summary>
public sealed class TextClassifier : Layer
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly LstmLayer _lstm;
    private readonly Dropout _outputDropout;
    private readonly Linear _classifier;

    /// <summary>
    /// Initializes a new instance of the <see cref="TextClassifier"/> class. Its parameters have no weights until they
    /// are initialised or loaded.
    /// </summary>
    /// <param name="options">The shape of the model.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two classes.</exception>
    public TextClassifier(TextClassifierOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Classes, 2);
        _embedding = new Embedding("embedding", options.VocabularySize, options.Width, options.EmbeddingRange);
        _inputDropout = new Dropout(options.InputDropout, RandomStreams.Dropout);
        _lstm = new LstmLayer("lstm", 0, options.Width, options.Hidden, new LstmOptions
        {
            // Keras draws W_ih of all gates as one matrix: U(-r, r), r = sqrt(6 / (E + 4H)). For W_hh, it draws an
            // orthogonal matrix, whose rows of length 4H have elements of variance 1 / 4H. A random sparse part of it
            // is not orthogonal, so W_hh is drawn from the uniform distribution of equal variance.
            InputRange = Math.Sqrt(6.0 / (options.Width + (4 * options.Hidden))),
            HiddenRange = Math.Sqrt(3.0 / (4 * options.Hidden)),
            Activations = new CellActivations(options.GateActivation, options.Candidate),
            SeparateGates = options.SeparateGates,
            ForgetBias = options.ForgetBias,
            ReadsWords = true,
        });
        _outputDropout = new Dropout(options.OutputDropout, RandomStreams.Dropout + 1);
        double outputRange = Math.Sqrt(6.0 / (options.Hidden + options.Classes));
        _classifier = new Linear(
            "classifier", options.Hidden, options.Classes, outputRange, staysDense: true, isPerTarget: true);
    }

    /// <summary>Gets the shape of the model.</summary>
    public TextClassifierOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _lstm.Parameters, .. _classifier.Parameters];

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public IReadOnlyList<UnitStructure> UnitStructures => [_lstm.Units("lstm", _classifier.Weight)];

    /// <summary>Runs a batch forward from a zero state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="texts">B texts of T steps.</param>
    /// <returns>The logits, [C, B].</returns>
    public Variable Forward(Tape tape, WordSequences texts)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(texts);
        var states = Options.InputDropout > 0 && tape.Context.IsTraining
            ? _lstm.Forward(tape, DroppedInputs(tape, texts, out var uses), uses, texts.Batch)
            : _lstm.Forward(
                tape, _embedding.Weight, tape.Integers(texts.Distinct), tape.Integers(texts.Index), texts.Batch);
        return _classifier.Forward(tape, _outputDropout.Forward(tape, Pool(tape, states, texts)));
    }

    /// <summary>
    /// Computes the bytes of activations that the forward and backward pass of a training step hold on the CPU backend,
    /// for a model that is only declared. It is an upper bound, reached if no word occurs twice in a batch.
    /// </summary>
    /// <param name="batch">The batch size B.</param>
    /// <param name="sequence">The number of time steps T, all of them words, and the padding.</param>
    /// <param name="isSparse">True if the model's matrices will be sparse.</param>
    /// <param name="keepsFactors">
    /// True if the step keeps the factors of its weight gradients, as a step with a dense gradient does.
    /// </param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="InvalidOperationException">The model has weights.</exception>
    public long ActivationLengthInBytes(int batch, SequenceOptions sequence, bool isSparse, bool keepsFactors)
    {
        var texts = new WordSequences(Options.VocabularySize, batch, sequence, Options.MaskPadding);
        var encoded = EncodedTexts.OfAllWords(batch, Options.VocabularySize, sequence);
        texts.Read(new ClassificationBatches(encoded, batch, seed: null), 0);
        return ActivationPlan.LengthInBytes(
            Parameters,
            isSparse,
            keepsFactors,
            (tape, lossSum) => SoftmaxCrossEntropyOperation.Apply(
                tape, Forward(tape, texts), tape.Integers(texts.Labels), lossSum));
    }

    /// <summary>Computes the embeddings of all columns: with dropout, every use of a word differs.</summary>
    private Variable DroppedInputs(Tape tape, WordSequences texts, out VectorView index)
    {
        index = tape.Integers(texts.EveryUse());
        return _inputDropout.Forward(tape, _embedding.Forward(tape, tape.Integers(texts.Words)));
    }

    private Variable Pool(Tape tape, Variable states, WordSequences texts)
    {
        if (Options.Pooling == SequencePooling.LastState)
        {
            return GatherColumnsOperation.Apply(tape, states, tape.Integers(texts.LastColumns()));
        }

        var sums = tape.Integers(texts.MeanOf(out var weights));
        return PoolColumnsOperation.Apply(tape, states, sums, tape.Numbers(weights), texts.Batch);
    }
}
