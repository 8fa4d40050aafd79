namespace StRnn.Text.Corpora;

/// <summary>Words in order of appearance: the ids of a text while its vocabulary isn't known yet.</summary>
internal sealed class WordCounts
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyList<string> Words => _words;

    /// <summary>The id of a word, which is new or known.</summary>
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

    /// <summary>The words that occur in a stream, with their numbers of occurrences there.</summary>
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
