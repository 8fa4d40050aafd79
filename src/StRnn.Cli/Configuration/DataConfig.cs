namespace StRnn.Cli.Configuration;

/// <summary>Which text a run learns from.</summary>
internal sealed record DataConfig
{
    /// <summary>A corpus's name, or the full path of a folder.</summary>
    public required string Name { get; init; }

    /// <summary>Where the text comes from, in words.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the source's files.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>SHA-256 over the vocabulary and the three splits, as the run saw them.</summary>
    public string? Sha256 { get; init; }

    /// <summary>V.</summary>
    public int VocabularySize { get; init; }

    /// <summary>Only so many tokens from the start of the training text; null for all.</summary>
    public int? TrainTokens { get; init; }
}
