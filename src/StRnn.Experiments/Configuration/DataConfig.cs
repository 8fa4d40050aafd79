using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Configuration;

/// <summary>Which data a run learns from.</summary>
internal abstract record DataConfig
{
    /// <summary>A built-in name, or the full path of a file or folder.</summary>
    public required string Name { get; init; }

    /// <summary>Where the data come from, in words.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the source's files.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>SHA-256 over everything the run learns from and is tested on, as it saw it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>V.</summary>
    public int VocabularySize { get; init; }
}
