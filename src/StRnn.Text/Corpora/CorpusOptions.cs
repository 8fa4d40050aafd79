namespace StRnn.Text.Corpora;

/// <summary>How much of a corpus to take, and where the built-in ones look.</summary>
public sealed record CorpusOptions
{
    /// <summary>
    /// At most this many training tokens, or null for all: the longest run of whole sentences from the start of the
    /// stream that fits. The vocabulary is then that of the shorter text; validation and test text stay whole.
    /// </summary>
    public int? MaxTrainTokens { get; init; }

    /// <summary>Whether built-in corpora keep their tokenised text in a cache; one that fails is passed over.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>The cache's directory, or null for the user's own (<see cref="Corpora.CacheDirectory"/>).</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// The directory with the reference pack's XML files, or null to search for it
    /// (<see cref="DotNetDocs.ReferencePack"/>).
    /// </summary>
    public string? ReferencePackDirectory { get; init; }
}
