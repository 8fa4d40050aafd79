namespace StRnn.Experiments.Configuration;

/// <summary>Names the data that a run learns from, and what they were when it began.</summary>
public abstract record DataConfig
{
    private protected DataConfig()
    {
    }

    /// <summary>Gets a built-in name, or the full path of a file or folder.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the origin of the data, in words.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the SHA-256 of the source's files.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>Gets the SHA-256 over everything the run learns from and is tested on, as it saw it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// Gets V, the number of words. Of a language model the data tell it. Of a classifier it is a setting: the rows of
    /// its embedding, for padding and the V - 1 most frequent words; 0 for as many as the training texts have words, at
    /// most 20,000, which the run fills in when it begins.
    /// </summary>
    public int VocabularySize { get; init; }
}
