namespace StRnn.Text.Corpora;

/// <summary>Implements the limit <see cref="CorpusOptions.MaxTrainTokens"/>.</summary>
internal static class SentencePrefix
{
    /// <summary>Takes the longest prefix of whole sentences that has at most the given number of tokens.</summary>
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
                $"A limit of {limit} training tokens is shorter than the first sentence, which has "
                + $"{stream.IndexOf(endOfSentence) + 1} tokens.");
        }

        return stream[..(end + 1)];
    }
}
