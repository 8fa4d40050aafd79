namespace StRnn.Text.Classification;

/// <summary>
/// Texts as word indices, cut to at most T words, with their labels. Padding is added when a batch is read.
/// </summary>
public sealed class EncodedTexts
{
    private readonly int[] _ids;
    private readonly int[] _starts;
    private readonly int[] _labels;

    private EncodedTexts(int[] ids, int[] starts, int[] labels, SequenceOptions options)
    {
        _ids = ids;
        _starts = starts;
        _labels = labels;
        Options = options;
    }

    /// <summary>Gets the number of texts.</summary>
    public int Count => _labels.Length;

    /// <summary>Gets the length, padding and truncation of the texts.</summary>
    public SequenceOptions Options { get; }

    /// <summary>Encodes texts as word indices.</summary>
    /// <param name="texts">The texts; one without kept words has length 0 and is all padding.</param>
    /// <param name="index">The index of the kept words.</param>
    /// <param name="options">Length, padding and truncation; null for Keras's defaults at 100 words.</param>
    /// <returns>The encoded texts, in the order of the texts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">T is below 1.</exception>
    public static EncodedTexts Encode(
        IReadOnlyList<LabelledText> texts, WordIndex index, SequenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(index);
        options ??= new SequenceOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps, 1, nameof(options));
        var ids = new List<int>();
        int[] starts = new int[texts.Count + 1];
        int[] labels = new int[texts.Count];
        for (int i = 0; i < texts.Count; i++)
        {
            var words = index.Encode(texts[i].Text).AsSpan();
            int kept = Math.Min(words.Length, options.Steps);
            ids.AddRange(options.Truncation == SequenceSide.Pre ? words[^kept..] : words[..kept]);
            starts[i + 1] = ids.Count;
            labels[i] = texts[i].Label;
        }

        return new EncodedTexts([.. ids], starts, labels, options);
    }

    /// <summary>
    /// Creates texts of full length that together use all words in turn, for computing the largest need of a batch.
    /// </summary>
    /// <param name="count">The number of texts.</param>
    /// <param name="vocabularySize">The number of words V.</param>
    /// <param name="options">The number of time steps T, and the padding.</param>
    internal static EncodedTexts OfAllWords(int count, int vocabularySize, SequenceOptions options) => new(
        [.. Enumerable.Range(0, count * options.Steps).Select(position => position % vocabularySize)],
        [.. Enumerable.Range(0, count + 1).Select(text => text * options.Steps)],
        new int[count],
        options);

    /// <summary>Gets the indices of a text's kept words, at most T, without padding.</summary>
    /// <param name="text">The number of the text, in [0, <see cref="Count"/>).</param>
    public ReadOnlySpan<int> WordsOf(int text) => _ids.AsSpan(_starts[text].._starts[text + 1]);

    /// <summary>Gets the label of a text.</summary>
    /// <param name="text">The number of the text, in [0, <see cref="Count"/>).</param>
    public int LabelOf(int text) => _labels[text];
}
