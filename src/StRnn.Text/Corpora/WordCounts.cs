namespace StRnn.Text.Corpora;

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
