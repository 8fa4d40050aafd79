namespace StRnn.Text.Corpora;

/// <summary>Makes a corpus of streams that are numbered in order of appearance.</summary>
internal static class CorpusBuilder
{
    /// <summary>
    /// Makes the vocabulary: the words of the training stream, ordered by their counts. Other words become
    /// <see cref="Vocabulary.Unknown"/>, which is added if it is needed and missing.
    /// </summary>
    /// <param name="train">The words of the training stream with their counts.</param>
    /// <param name="others">True for a word of another stream that the training stream lacks.</param>
    /// <param name="minimumCount">The smallest count of a word to keep.</param>
    public static Vocabulary VocabularyOf(
        IEnumerable<KeyValuePair<string, long>> train, bool others, long minimumCount)
    {
        var counts = train.ToDictionary(StringComparer.Ordinal);
        if (others)
        {
            counts.TryAdd(Vocabulary.Unknown, 0);
        }

        return Vocabulary.FromCounts(counts, minimumCount);
    }

    /// <summary>Gets the vocabulary's id of each word number.</summary>
    public static int[] IdsOf(WordCounts words, Vocabulary vocabulary)
    {
        // If there is no unknown word, all words looked up later are known.
        int unknown = vocabulary.UnknownId ?? -1;
        return [.. words.Words.Select(word => vocabulary.TryGetId(word, out int id) ? id : unknown)];
    }

    /// <summary>Makes a corpus in memory.</summary>
    public static Corpus Build(
        string name,
        WordCounts words,
        ReadOnlySpan<int> train,
        int[] valid,
        int[] test,
        long minimumCount,
        CorpusProvenance provenance)
    {
        var counts = WordCounts.CountIn(train, words.Words).ToList();
        var known = counts.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        bool others = valid.Concat(test).Any(id => !known.Contains(words.Words[id]));
        var vocabulary = VocabularyOf(counts, others, minimumCount);
        int[] ids = IdsOf(words, vocabulary);
        return new Corpus(
            name, vocabulary, Encode(train, ids), Encode(valid, ids), Encode(test, ids), provenance);
    }

    private static int[] Encode(ReadOnlySpan<int> stream, int[] ids)
    {
        int[] encoded = new int[stream.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = ids[stream[i]];
        }

        return encoded;
    }
}
