using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Text.Classification;

/// <summary>
/// The task of text classification: shuffled batches of texts, each starting from a zero state. The best epoch is the
/// one with the highest validation accuracy.
/// </summary>
public sealed class TextClassificationTask : ITrainingTask
{
    private readonly IBackend _backend;
    private readonly TextClassifier _model;
    private readonly Dictionary<string, EncodedTexts> _splits;
    private readonly ClassificationBatches _train;
    private readonly WordSequences _sequences;
    private readonly int _batch;

    /// <summary>Initializes a new instance of the <see cref="TextClassificationTask"/> class.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model; its vocabulary and classes cover those of the texts.</param>
    /// <param name="train">The training texts, at least one.</param>
    /// <param name="validation">The validation texts, at least one.</param>
    /// <param name="test">The test texts; may be empty.</param>
    /// <param name="batch">The batch size B.</param>
    /// <param name="seed">The seed for the order of the training texts.</param>
    /// <exception cref="ArgumentException">There are no training texts or no validation texts.</exception>
    public TextClassificationTask(
        IBackend backend,
        TextClassifier model,
        EncodedTexts train,
        EncodedTexts validation,
        EncodedTexts test,
        int batch,
        ulong seed)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _model = model ?? throw new ArgumentNullException(nameof(model));
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        if (validation.Count == 0)
        {
            throw new ArgumentException(
                "There are no validation texts: give a validation share above 0.", nameof(validation));
        }

        _splits = new() { [SplitNames.Train] = train, [SplitNames.Valid] = validation, [SplitNames.Test] = test };
        _batch = batch;
        _train = new ClassificationBatches(train, batch, seed);
        _sequences = new WordSequences(
            model.Options.VocabularySize, Math.Min(batch, train.Count), train.Options, model.Options.MaskPadding);
    }

    /// <summary>Initializes a new instance of the <see cref="TextClassificationTask"/> class.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model; its vocabulary and classes cover those of the data.</param>
    /// <param name="data">The texts of the three parts.</param>
    /// <param name="batch">The batch size B.</param>
    /// <param name="seed">The seed for the order of the training texts.</param>
    /// <exception cref="ArgumentException">There are no training texts or no validation texts.</exception>
    public TextClassificationTask(
        IBackend backend, TextClassifier model, EncodedClassificationData data, int batch, ulong seed)
        : this(
            backend,
            model,
            (data ?? throw new ArgumentNullException(nameof(data))).Train,
            data.Validation,
            data.Test,
            batch,
            seed)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<UnitStructure> UnitStructures => _model.UnitStructures;

    /// <inheritdoc/>
    public bool HasPerplexity => true;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => [];

    /// <inheritdoc/>
    public int StepsPerEpoch => _train.BatchCount;

    /// <inheritdoc/>
    public string ValidationSplit => SplitNames.Valid;

    /// <inheritdoc/>
    public IReadOnlyList<string> FinalSplits => _splits[SplitNames.Test].Count > 0 ? [SplitNames.Test] : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LastEpochSplits => FinalSplits;

    /// <inheritdoc/>
    public void BeginEpoch()
    {
        // No state is carried from step to step.
    }

    /// <inheritdoc/>
    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (_train.Epoch != epoch)
        {
            _train.BeginEpoch(epoch);
        }

        _sequences.Read(_train, stepInEpoch);
        var logits = _model.Forward(tape, _sequences);
        SoftmaxCrossEntropyOperation.Apply(tape, logits, tape.Integers(_sequences.Labels), lossSum);
        return new StepSize(_sequences.Batch, _sequences.Index.Length);
    }

    /// <summary>
    /// Evaluates <c>train</c>, <c>valid</c> or <c>test</c>: mean cross entropy and accuracy over all texts, without
    /// dropout.
    /// </summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the split.</param>
    /// <returns>The loss and the accuracy of the split.</returns>
    /// <exception cref="ArgumentException">There is no such split, or it has no texts.</exception>
    public Evaluation Evaluate(Tape tape, string split) => Evaluate(tape, split, CancellationToken.None);

    /// <inheritdoc/>
    public Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (!_splits.TryGetValue(split, out var texts))
        {
            throw new ArgumentException($"There is no split '{split}': use train, valid or test.");
        }

        return new TextPredictor(_backend, _model).Evaluate(tape, split, texts, _batch, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The task holds no memory of the backend; the trainer frees the parameters.
    }
}
