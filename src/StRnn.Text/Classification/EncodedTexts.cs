namespace StRnn.Text.Classification;

/// <summary>Texts as word indices, cut to at most T words, with their labels. Padding is added when a batch is read.</summary>
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

    /// <summary>The number of texts.</summary>
    public int Count => _labels.Length;

    /// <summary>Length, padding and truncation.</summary>
    public SequenceOptions Options { get; }

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts; one without kept words has length 0 and is all padding.</param>
    /// <param name="index">The words.</param>
    /// <param name="options">Length, padding and truncation; null for Keras's defaults at 100 words.</param>
    /// <returns>The encoded texts, in the same order.</returns>
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

    /// <summary>Full texts that between them use every word in turn, for counting what a batch takes at most.</summary>
    /// <param name="count">The number of texts.</param>
    /// <param name="vocabularySize">V.</param>
    /// <param name="options">T.</param>
    internal static EncodedTexts OfAllWords(int count, int vocabularySize, SequenceOptions options) => new(
        [.. Enumerable.Range(0, count * options.Steps).Select(position => position % vocabularySize)],
        [.. Enumerable.Range(0, count + 1).Select(text => text * options.Steps)],
        new int[count],
        options);

    /// <summary>The indices of a text's kept words, at most T, without padding.</summary>
    /// <param name="text">The text, in [0, <see cref="Count"/>).</param>
    public ReadOnlySpan<int> WordsOf(int text) => _ids.AsSpan(_starts[text].._starts[text + 1]);

    /// <summary>The label of a text.</summary>
    /// <param name="text">The text, in [0, <see cref="Count"/>).</param>
    public int LabelOf(int text) => _labels[text];
}
