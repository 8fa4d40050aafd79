namespace StRnn.Text.Tagging;

/// <summary>
/// B sentences side by side, padded at the end to the longest of them: column t * B + b is word t of sentence b. A
/// batch of fewer sentences keeps empty columns.
/// </summary>
internal sealed class SentenceBatch(int batch)
{
    private readonly int[] _lengths = new int[batch];
    private int[] _words = [];
    private int[] _tags = [];

    public int Batch => batch;

    /// <summary>Gets T*B.</summary>
    public int Columns { get; private set; }

    /// <summary>Gets the number of words with a tag.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<int> Words => _words.AsSpan(0, Columns);

    /// <summary>Gets the tag of each column, -1 for padding.</summary>
    public ReadOnlySpan<int> Tags => _tags.AsSpan(0, Columns);

    /// <summary>Gets the number of words of each sentence, 0 for an empty column.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    public void Read(IReadOnlyList<EncodedSentence> sentences, ReadOnlySpan<int> chosen)
    {
        int steps = 1;
        foreach (int sentence in chosen)
        {
            steps = Math.Max(steps, sentences[sentence].Words.Count);
        }

        Columns = steps * batch;
        if (_words.Length < Columns)
        {
            _words = new int[Columns];
            _tags = new int[Columns];
        }

        Array.Clear(_words);
        Array.Fill(_tags, -1);
        Array.Clear(_lengths);
        Count = 0;
        for (int b = 0; b < chosen.Length; b++)
        {
            var sentence = sentences[chosen[b]];
            _lengths[b] = sentence.Words.Count;
            for (int t = 0; t < sentence.Words.Count; t++)
            {
                _words[(t * batch) + b] = sentence.Words[t];
                _tags[(t * batch) + b] = sentence.Tags[t];
                Count += sentence.Tags[t] >= 0 ? 1 : 0;
            }
        }
    }
}
