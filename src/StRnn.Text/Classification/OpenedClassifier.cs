using StRnn.Backends;
using StRnn.Text.Inference;

namespace StRnn.Text.Classification;

/// <summary>
/// A trained text classifier with its words and labels: texts in, labels with probabilities out. Any number of threads
/// may use it at a time.
/// </summary>
public sealed class OpenedClassifier : IDisposable
{
    private readonly InferencePool<TextClassifier> _pool;
    private readonly bool _ownsModel;

    /// <summary>Initializes a new instance of the <see cref="OpenedClassifier"/> class.</summary>
    /// <param name="backend">The backend that holds the model's weights; it stays the caller's.</param>
    /// <param name="model">A model with weights, which do not change while it is in use.</param>
    /// <param name="words">The words that the model was trained with.</param>
    /// <param name="labels">The names of the classes, by number.</param>
    /// <param name="sequence">The length, padding and truncation of the training texts; null for the defaults.</param>
    /// <param name="ownsModel">True if disposing this frees the weights.</param>
    /// <param name="threads">
    /// The threads of each computation on a CPU; 1, the default, suits many callers at once, and 0 (one per processor)
    /// a single one of a large model. Results do not depend on it.
    /// </param>
    /// <exception cref="ArgumentException">There are more words or other labels than the model has.</exception>
    public OpenedClassifier(
        IBackend backend,
        TextClassifier model,
        WordIndex words,
        IReadOnlyList<string> labels,
        SequenceOptions? sequence = null,
        bool ownsModel = false,
        int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        WordIndex = words ?? throw new ArgumentNullException(nameof(words));
        Labels = labels ?? throw new ArgumentNullException(nameof(labels));
        Sequence = sequence ?? new SequenceOptions();
        if (labels.Count != model.Options.Classes)
        {
            throw new ArgumentException(
                $"The model has {model.Options.Classes} classes, and there are {labels.Count} labels.", nameof(labels));
        }

        if (words.Size > model.Options.VocabularySize)
        {
            throw new ArgumentException(
                $"There are {words.Size - 1} words, and the model has room for {model.Options.VocabularySize - 1}: use "
                + "the words that it was trained with.",
                nameof(words));
        }

        _pool = new InferencePool<TextClassifier>(backend, model, threads);
        _ownsModel = ownsModel;
    }

    /// <summary>Gets the model.</summary>
    public TextClassifier Model => _pool.Model;

    /// <summary>Gets the words of the model, with the tokenizer that finds them in a text.</summary>
    public WordIndex WordIndex { get; }

    /// <summary>Gets the names of the classes, by number.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Gets the length, padding and truncation of texts.</summary>
    public SequenceOptions Sequence { get; }

    /// <summary>Classifies a text.</summary>
    /// <param name="text">The text, read as in training: words that the model does not know are dropped.</param>
    public ClassifiedText Classify(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Batch([text])[0];
    }

    /// <summary>
    /// Classifies texts, in batches, while they are enumerated: a batch of them is read before the first result comes.
    /// For texts that come one by one, such as lines that a user types, call the overload of a single text.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="batch">The number of texts read and computed together.</param>
    /// <returns>The classifications, in the order of the texts.</returns>
    public IEnumerable<ClassifiedText> Classify(IEnumerable<string> texts, int batch = 64)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return texts.Chunk(batch).SelectMany(Batch);
    }

    /// <summary>Classifies a text without blocking the caller.</summary>
    /// <param name="text">The text, read as in training.</param>
    /// <param name="cancellation">Cancels it before it begins.</param>
    public Task<ClassifiedText> ClassifyAsync(string text, CancellationToken cancellation = default)
        => Task.Run(() => Classify(text), cancellation);

    /// <summary>Frees what predictions were computed with, and the weights if they are its own.</summary>
    public void Dispose()
    {
        _pool.Dispose();
        if (_ownsModel)
        {
            foreach (var parameter in Model.Parameters)
            {
                parameter.Dispose();
            }
        }
    }

    private ClassifiedText[] Batch(string[] texts)
    {
        var encoded = EncodedTexts.Encode([.. texts.Select(text => new LabelledText(text, 0))], WordIndex, Sequence);
        var probabilities = _pool.Use(
            context => new TextPredictor(context.Backend, context.Model).Predict(context.Tape, encoded));
        return [.. texts.Select((text, i) => new ClassifiedText(
            text,
            encoded.WordsOf(i).Length,
            [.. Labels.Select((label, number) => new LabelProbability(label, probabilities[i][number]))]))];
    }
}
