using System.Collections.ObjectModel;

namespace StRnn.Text.Corpora;

/// <summary>
/// Words and their ids 0 ... Count - 1. Built from counts, the most frequent word is 0 and equal counts are in ordinal
/// order, so equal text always gives equal ids; built from a list of words, the order is the list's.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The token that closes every sentence.</summary>
    public const string EndOfSentence = "<eos>";

    /// <summary>The token that replaces every word outside the vocabulary.</summary>
    public const string Unknown = "<unk>";

    private readonly string[] _words;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;

    /// <summary>
    /// Initializes a new instance of the <see cref="Vocabulary"/> class with the <see cref="Words"/> of another one.
    /// </summary>
    /// <param name="words">The words in the order of their ids.</param>
    /// <exception cref="CorpusException">
    /// The list is empty, has a word twice, an empty word, or a word with whitespace, which a file with one word per
    /// line cannot store.
    /// </exception>
    public Vocabulary(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        _words = [.. words];
        if (_words.Length == 0)
        {
            throw new CorpusException("The vocabulary has no words.");
        }

        var ids = new Dictionary<string, int>(_words.Length, StringComparer.Ordinal);
        for (int id = 0; id < _words.Length; id++)
        {
            string word = _words[id];
            if (string.IsNullOrEmpty(word) || word.Any(char.IsWhiteSpace))
            {
                throw new CorpusException($"Word {id} of the vocabulary is empty or contains whitespace.");
            }

            if (!ids.TryAdd(word, id))
            {
                throw new CorpusException($"The vocabulary has the word '{word}' twice, as {ids[word]} and {id}.");
            }
        }

        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        Words = new ReadOnlyCollection<string>(_words);
        UnknownId = TryGetId(Unknown, out int unknown) ? unknown : null;
        EndOfSentenceId = TryGetId(EndOfSentence, out int end) ? end : null;
    }

    /// <summary>Gets the number of words V.</summary>
    public int Count => _words.Length;

    /// <summary>
    /// Gets the words in the order of their ids. None contains whitespace, so that a file can store one per line.
    /// </summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Gets the id of <see cref="Unknown"/>, or null if the vocabulary has none.</summary>
    public int? UnknownId { get; }

    /// <summary>Gets the id of <see cref="EndOfSentence"/>, or null if the vocabulary has none.</summary>
    public int? EndOfSentenceId { get; }

    /// <summary>Gets the word with an id.</summary>
    /// <param name="id">The id, in [0, <see cref="Count"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">No word has this id.</exception>
    public string this[int id] => (uint)id < (uint)_words.Length
        ? _words[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"The vocabulary has {_words.Length} words.");

    /// <summary>Builds a vocabulary ordered by descending count, and for equal counts in ordinal order.</summary>
    /// <param name="counts">Every word once, with its number of occurrences in the training text.</param>
    /// <param name="minimumCount">
    /// The smallest count of a word to keep. Rarer words are counted as <see cref="Unknown"/>, which is added if it is
    /// missing; <see cref="EndOfSentence"/> always stays.
    /// </param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="CorpusException">The words are not valid; see the constructor.</exception>
    public static Vocabulary FromCounts(IEnumerable<KeyValuePair<string, long>> counts, long minimumCount = 1)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var kept = new List<KeyValuePair<string, long>>();
        long unknown = 0;
        bool hasUnknown = false;
        foreach (var (word, count) in counts)
        {
            if (word == Unknown || (count < minimumCount && word != EndOfSentence))
            {
                unknown += count;
                hasUnknown = true;
            }
            else
            {
                kept.Add(new(word, count));
            }
        }

        if (hasUnknown)
        {
            kept.Add(new(Unknown, unknown));
        }

        kept.Sort(static (a, b) =>
            a.Value != b.Value ? b.Value.CompareTo(a.Value) : string.CompareOrdinal(a.Key, b.Key));
        return new Vocabulary(kept.Select(static pair => pair.Key));
    }

    /// <summary>Looks up a word exactly as it is written; does not replace an unknown word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="id">Receives the id of the word, or 0.</param>
    /// <returns>True if the vocabulary has the word.</returns>
    public bool TryGetId(ReadOnlySpan<char> word, out int id) => _ids.TryGetValue(word, out id);

    /// <summary>Gets the id of a word, or of <see cref="Unknown"/> if the vocabulary does not have the word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The id.</returns>
    /// <exception cref="CorpusException">The vocabulary has neither the word nor <see cref="Unknown"/>.</exception>
    public int IdOf(ReadOnlySpan<char> word)
    {
        if (TryGetId(word, out int id))
        {
            return id;
        }

        return UnknownId ?? throw new CorpusException(
            $"The word '{word}' is not among the vocabulary's {Count} words, and there is no {Unknown} to replace it.");
    }

    /// <summary>Gets the ids of words; see <see cref="IdOf"/>.</summary>
    /// <param name="words">The words.</param>
    /// <returns>One id per word.</returns>
    /// <exception cref="CorpusException">
    /// The vocabulary has neither one of the words nor <see cref="Unknown"/>.
    /// </exception>
    public int[] Encode(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return [.. words.Select(word => IdOf(word))];
    }
}

/// <summary>Numbers words in order of appearance: the ids of a text before its vocabulary is known.</summary>
internal sealed class WordCounts
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyList<string> Words => _words;

    /// <summary>Gets the id of a word; a new word gets the next id.</summary>
    public int IdOf(ReadOnlySpan<char> word)
    {
        if (!_ids.TryGetValue(word, out int id))
        {
            id = _words.Count;
            string text = word.ToString();
            _words.Add(text);
            _ids[text] = id;
        }

        return id;
    }

    /// <summary>Counts the occurrences of each word in a stream; words that do not occur are left out.</summary>
    public static IEnumerable<KeyValuePair<string, long>> CountIn(
        ReadOnlySpan<int> stream, IReadOnlyList<string> words)
    {
        long[] counts = new long[words.Count];
        foreach (int id in stream)
        {
            counts[id]++;
        }

        return counts.Select((count, id) => KeyValuePair.Create(words[id], count)).Where(pair => pair.Value > 0);
    }
}
