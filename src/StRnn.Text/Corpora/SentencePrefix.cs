namespace StRnn.Text.Corpora;

/// <summary>The rule behind <see cref="CorpusOptions.MaxTrainTokens"/>.</summary>
internal static class SentencePrefix
{
    /// <summary>The longest run of whole sentences from the start that has at most so many tokens.</summary>
    public static ReadOnlySpan<int> Take(ReadOnlySpan<int> stream, int endOfSentence, int? maxTokens)
    {
        if (maxTokens is not { } limit || limit >= stream.Length)
        {
            return stream;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(CorpusOptions.MaxTrainTokens));
        int end = stream[..limit].LastIndexOf(endOfSentence);
        if (end < 0)
        {
            throw new CorpusException(
                $"A limit of {limit} training tokens holds no whole sentence; the first sentence has "
                + $"{stream.IndexOf(endOfSentence) + 1} tokens.");
        }

        return stream[..(end + 1)];
    }
}
