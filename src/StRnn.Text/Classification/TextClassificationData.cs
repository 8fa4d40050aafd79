using System.Security.Cryptography;
using System.Text;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification;

/// <summary>A data set for text classification: labelled texts in three parts.</summary>
public sealed class TextClassificationData
{
    /// <summary>
    /// Initializes a new instance of the <see cref="TextClassificationData"/> class; the lists are kept, not copied.
    /// </summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="classNames">The names of the classes, at least two, by label.</param>
    /// <param name="train">The training texts.</param>
    /// <param name="validation">The validation texts; may be empty.</param>
    /// <param name="test">The test texts; may be empty.</param>
    /// <param name="provenance">The origin of the texts, and the way they were split.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, or a label is outside them.</exception>
    public TextClassificationData(
        string name,
        IReadOnlyList<string> classNames,
        IReadOnlyList<LabelledText> train,
        IReadOnlyList<LabelledText> validation,
        IReadOnlyList<LabelledText> test,
        CorpusProvenance provenance)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(provenance);
        if (classNames.Count < 2)
        {
            throw new ArgumentException(
                $"{classNames.Count} classes are too few: at least 2 are needed.", nameof(classNames));
        }

        CheckLabels(train, classNames.Count, nameof(train));
        CheckLabels(validation, classNames.Count, nameof(validation));
        CheckLabels(test, classNames.Count, nameof(test));
        Name = name;
        ClassNames = classNames;
        Train = train;
        Validation = validation;
        Test = test;
        Provenance = provenance;
    }

    /// <summary>Gets the name of the set: that of its layout, or of its file or directory.</summary>
    public string Name { get; }

    /// <summary>Gets the names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// Gets the training texts in the order of the source, which is often by class and needs a shuffle.
    /// </summary>
    public IReadOnlyList<LabelledText> Train { get; }

    /// <summary>Gets the validation texts, in the order of the source.</summary>
    public IReadOnlyList<LabelledText> Validation { get; }

    /// <summary>Gets the test texts, in the order of the source.</summary>
    public IReadOnlyList<LabelledText> Test { get; }

    /// <summary>Gets the origin of the texts, and the way they were split.</summary>
    public CorpusProvenance Provenance { get; }

    /// <summary>
    /// Makes a set of labelled texts in memory: numbers the labels, in ordinal order or as numbers, and splits the
    /// texts at random as the options say.
    /// </summary>
    /// <param name="texts">The texts with their labels, at least two different ones.</param>
    /// <param name="options">The shares, the seed, and what becomes of duplicates; null for the defaults.</param>
    /// <param name="name">The name of the set.</param>
    /// <returns>The set. Its SHA-256 covers labels and texts, each as UTF-8 after its length in bytes.</returns>
    /// <exception cref="CorpusException">
    /// There are no texts, a text has no label, or there is only one class; the message says which.
    /// </exception>
    public static TextClassificationData FromTexts(
        IEnumerable<(string Text, string Label)> texts, ClassificationOptions? options = null, string name = "texts")
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var rows = new List<LabelledRow>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (text, label) in texts)
        {
            Append(label);
            Append(text);
            rows.Add(new LabelledRow(name, rows.Count + 1, text, label.Trim()));
        }

        var table = new SourceTable(
            name, new TableLayout(null, "text", "label"), rows, hash.GetHashAndReset());
        return ClassificationBuilder.Build(name, table, null, null, options ?? new ClassificationOptions());

        void Append(string value)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(texts));
            byte[] bytes = Encoding.UTF8.GetBytes(value);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }

    /// <summary>Ranks the words of the training texts and encodes all three parts by them.</summary>
    /// <param name="numWords">The rows of the embedding: padding and the most frequent words; null keeps every word.
    /// </param>
    /// <param name="options">Length, padding and truncation; null for Keras's defaults at 100 words.</param>
    /// <param name="tokenizer">The tokenizer; null for Keras's defaults.</param>
    /// <returns>The encoded parts; a model needs as many rows as the index's size, or more.</returns>
    public EncodedClassificationData Encode(
        int? numWords = WordIndex.DefaultNumWords, SequenceOptions? options = null, WordTokenizer? tokenizer = null)
    {
        var words = WordIndex.FromTexts(Train.Select(text => text.Text), tokenizer, numWords);
        return new EncodedClassificationData(
            words,
            EncodedTexts.Encode(Train, words, options),
            EncodedTexts.Encode(Validation, words, options),
            EncodedTexts.Encode(Test, words, options));
    }

    private static void CheckLabels(IReadOnlyList<LabelledText> texts, int classes, string name)
    {
        ArgumentNullException.ThrowIfNull(texts, name);
        foreach (var text in texts)
        {
            if ((uint)text.Label >= (uint)classes)
            {
                throw new ArgumentException($"The label {text.Label} is outside {classes} classes.", name);
            }
        }
    }
}

/// <summary>An example of a classification set.</summary>
/// <param name="Text">The text as written in the source; may be empty.</param>
/// <param name="Label">The class, an index into <see cref="TextClassificationData.ClassNames"/>.</param>
public readonly record struct LabelledText(string Text, int Label);
