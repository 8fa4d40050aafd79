namespace StRnn.Text.Corpora;

/// <summary>
/// Options for opening a corpus: a limit of its text, the split of a single text, and paths of the built-in corpora.
/// </summary>
public sealed record CorpusOptions
{
    /// <summary>
    /// Gets the largest number of training tokens, or null for all. The training text is then the longest prefix of
    /// whole sentences that fits, and the vocabulary is that of the shorter text; validation and test text stay whole.
    /// </summary>
    public int? MaxTrainTokens { get; init; }

    /// <summary>
    /// Gets the share of a single text's lines that validate, in (0, 1): ceil(share * lines) after those that train.
    /// </summary>
    public double ValidationShare { get; init; } = 0.05;

    /// <summary>
    /// Gets the share of a single text's lines that test, in [0, 1): the last ceil(share * lines).
    /// </summary>
    public double TestShare { get; init; } = 0.05;

    /// <summary>
    /// Gets the smallest count of a word of a single text's training lines to keep; rarer words become
    /// <see cref="Vocabulary.Unknown"/>.
    /// </summary>
    public int MinimumCount { get; init; } = 1;

    /// <summary>
    /// Gets a value indicating whether built-in corpora cache their tokenised text; a cache that fails is ignored.
    /// </summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Gets the cache's directory; null for the user's own, <see cref="Corpora.CacheDirectory"/>.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// Gets the directory with the reference pack's XML files; null to search for it (see
    /// <see cref="DotNetDocs.ReferencePack"/>).
    /// </summary>
    public string? ReferencePackDirectory { get; init; }
}

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
