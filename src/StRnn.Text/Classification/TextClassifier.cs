using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Text.Classification;

/// <summary>
/// A text classifier: embedding, recurrent layers over the words, in one direction or both, last state or mean over the
/// steps, dense output layer to logits over classes. Source: Liu et al. 2021, section 4.2, with one LSTM layer; initial
/// values as in Keras (Glorot for W_ih, the variance of an orthogonal matrix for W_hh).
/// </summary>
public sealed class TextClassifier : Layer
{
    private readonly Embedding _embedding;
    private readonly Dropout _inputDropout;
    private readonly RecurrentLayers _layers;
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
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1);
        var cell = options.Cell;
        int gates = cell.Gates.Count;
        int[] widths = [.. Enumerable.Repeat(options.Hidden, options.Layers)];
        int above = options.Hidden * (options.IsBidirectional ? 2 : 1);
        _layers = new RecurrentLayers(
            cell,
            options.Width,
            widths,
            dropout: 0,
            firstDropoutStream: RandomStreams.Dropout + 2,
            layer => new RecurrentLayerOptions
            {
                // Keras draws W_ih of all gates as one matrix: U(-r, r), r = sqrt(6 / (E + G*H)). For W_hh, it draws an
                // orthogonal matrix, whose rows of length G*H have elements of variance 1 / (G*H). A random sparse part
                // of it is not orthogonal, so W_hh is drawn from the uniform distribution of equal variance.
                InputRange = Math.Sqrt(6.0 / ((layer == 0 ? options.Width : above) + (gates * options.Hidden))),
                HiddenRange = Math.Sqrt(3.0 / (gates * options.Hidden)),
                Activations = new CellActivations(options.GateActivation, options.Candidate ?? cell.Candidate),
                SeparateGates = options.SeparateGates,
                Connections = options.Connections,
                ForgetBias = options.ForgetBias,
                ReadsWords = layer == 0,
            },
            options.IsBidirectional);
        _outputDropout = new Dropout(options.OutputDropout, RandomStreams.Dropout + 1);
        double outputRange = Math.Sqrt(6.0 / (_layers.Outputs + options.Classes));
        _classifier = new Linear(
            "classifier", _layers.Outputs, options.Classes, outputRange, staysDense: true, isPerTarget: true);
    }

    /// <summary>Gets the shape of the model.</summary>
    public TextClassifierOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _embedding.Parameters, .. _layers.Parameters, .. _classifier.Parameters];

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public IReadOnlyList<UnitStructure> UnitStructures => Options.Layers > 1
        ? _layers.UnitStructures(_classifier.Weight)
        : [.. _layers.UnitStructures(_classifier.Weight).Select(units => units with { Name = Options.Cell.Name })];

    /// <summary>Runs a batch forward from a zero state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="texts">B texts of T steps.</param>
    /// <returns>The logits, [C, B].</returns>
    public Variable Forward(Tape tape, WordSequences texts)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(texts);
        var states = Options.InputDropout > 0 && tape.Context.IsTraining
            ? _layers.Forward(tape, DroppedInputs(tape, texts), texts.EveryUse(), texts.Batch)
            : _layers.Forward(tape, _embedding.Weight, texts.Distinct, texts.Index, texts.Batch);
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
    private Variable DroppedInputs(Tape tape, WordSequences texts)
        => _inputDropout.Forward(tape, _embedding.Forward(tape, tape.Integers(texts.Words)));

    /// <summary>
    /// Pools each direction by itself: the last state of one that reads from the end is the first word's.
    /// </summary>
    private Variable Pool(Tape tape, IReadOnlyList<Variable> states, WordSequences texts)
    {
        if (Options.Pooling == SequencePooling.LastState)
        {
            return ConcatenateRowsOperation.Apply(tape, [.. states.Select(
                (direction, i) => GatherColumnsOperation.Apply(
                    tape, direction, tape.Integers(i == 0 ? texts.LastColumns() : texts.FirstColumns())))]);
        }

        var sums = tape.Integers(texts.MeanOf(out var weights));
        var shares = tape.Numbers(weights);
        return ConcatenateRowsOperation.Apply(tape, [.. states.Select(
            direction => PoolColumnsOperation.Apply(tape, direction, sums, shares, texts.Batch))]);
    }
}
