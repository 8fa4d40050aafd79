using System.Collections.ObjectModel;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification;

/// <summary>The words of a text classifier and their indices, numbered as by Keras's <c>Tokenizer</c>.</summary>
/// <remarks>
/// The most frequent word of the training texts has index 1, words of equal count are in the order of first occurrence,
/// and <see cref="Padding"/> = 0 is no word. With a limit <c>num_words</c>, the indices 1 ... num_words - 1 are kept;
/// other words are dropped from a text.
/// </remarks>
public sealed class WordIndex
{
    /// <summary>The index of padding.</summary>
    public const int Padding = 0;

    /// <summary>The limit of the paper: the 20,000 rows of the embedding.</summary>
    public const int DefaultNumWords = 20_000;

    /// <summary>
    /// The word that stands for all that are not kept, in an index that keeps unknown words. No text has it: it holds a
    /// space.
    /// </summary>
    public const string UnknownWord = "<unknown word>";

    private readonly string[] _words;
    private readonly Dictionary<string, int> _indices;

    /// <summary>
    /// Initializes a new instance of the <see cref="WordIndex"/> class with the <see cref="Words"/> of another one.
    /// </summary>
    /// <param name="words">The kept words; the first has index 1. There may be none.</param>
    /// <param name="tokenizer">The tokenizer that splits texts into these words.</param>
    /// <exception cref="CorpusException">A word is empty or occurs twice.</exception>
    public WordIndex(IEnumerable<string> words, WordTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(tokenizer);
        _words = [.. words];
        Tokenizer = tokenizer;
        Words = new ReadOnlyCollection<string>(_words);
        _indices = new Dictionary<string, int>(_words.Length, StringComparer.Ordinal);
        for (int i = 0; i < _words.Length; i++)
        {
            if (string.IsNullOrEmpty(_words[i]))
            {
                throw new CorpusException($"Word {i + 1} of the vocabulary is empty.");
            }

            if (!_indices.TryAdd(_words[i], i + 1))
            {
                throw new CorpusException(
                    $"The vocabulary has the word '{_words[i]}' twice, as {_indices[_words[i]]} and {i + 1}.");
            }
        }
    }

    /// <summary>Gets the tokenizer that splits texts into words.</summary>
    public WordTokenizer Tokenizer { get; }

    /// <summary>Gets the kept words by rank: word i has index i + 1.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>
    /// Gets the number of indices including padding, which is the number of rows of the embedding: the kept words + 1.
    /// </summary>
    public int Size => _words.Length + 1;

    /// <summary>Builds an index by ranking the words of the training texts.</summary>
    /// <param name="texts">The training texts, in order.</param>
    /// <param name="tokenizer">The tokenizer that splits them into words; null for Keras's defaults.</param>
    /// <param name="numWords">Keras's <c>num_words</c>: only indices below it are kept; null keeps every word.</param>
    /// <param name="keepsUnknown">
    /// True to give all words that are not kept the index 1, and to keep one word less; false to drop them.
    /// </param>
    /// <returns>The index; its <see cref="Size"/> is below numWords if the texts have fewer words.</returns>
    /// <exception cref="ArgumentOutOfRangeException">numWords is below 2, which would keep no word.</exception>
    public static WordIndex FromTexts(
        IEnumerable<string> texts,
        WordTokenizer? tokenizer = null,
        int? numWords = DefaultNumWords,
        bool keepsUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(numWords ?? 2, 2, nameof(numWords));
        tokenizer ??= new WordTokenizer();
        var words = new List<string>();
        var counts = new List<long>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in texts.SelectMany(tokenizer.Split))
        {
            if (ids.TryAdd(word, words.Count))
            {
                words.Add(word);
                counts.Add(0);
            }

            counts[ids[word]]++;
        }

        // OrderBy is stable: ties stay in the order of first occurrence.
        var ranked = Enumerable.Range(0, words.Count).OrderByDescending(id => counts[id]).Select(id => words[id]);
        var all = keepsUnknown ? ranked.Prepend(UnknownWord) : ranked;
        return new WordIndex(numWords is { } limit ? all.Take(limit - 1) : all, tokenizer);
    }

    /// <summary>Looks up a word exactly as it is written.</summary>
    /// <param name="word">The word.</param>
    /// <param name="index">Receives the index of the word, at least 1, or 0.</param>
    /// <returns>True if the word is kept.</returns>
    public bool TryGetIndex(string word, out int index) => _indices.TryGetValue(word, out index);

    /// <summary>
    /// Gets the indices of a text's kept words in order; other words are dropped, or have the index of
    /// <see cref="UnknownWord"/> where it is kept.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>Indices in [1, <see cref="Size"/>); none if the text has no kept words.</returns>
    public int[] Encode(string text)
    {
        var ids = new List<int>();
        int unknown = _indices.GetValueOrDefault(UnknownWord, Padding);
        foreach (string word in Tokenizer.Split(text))
        {
            int index = _indices.GetValueOrDefault(word, unknown);
            if (index != Padding)
            {
                ids.Add(index);
            }
        }

        return [.. ids];
    }
}
