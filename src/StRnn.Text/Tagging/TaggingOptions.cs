namespace StRnn.Text.Tagging;

/// <summary>Options for building a tagging set: its split, and which words are known.</summary>
public sealed record TaggingOptions
{
    /// <summary>Gets the share of the sentences for validation, in (0, 1).</summary>
    public double ValidShare { get; init; } = 0.1;

    /// <summary>Gets the share of the sentences for the test, in [0, 1).</summary>
    public double TestShare { get; init; } = 0.1;

    /// <summary>Gets the seed of the split.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Gets the smallest count of a word that is known. Rarer words of the training sentences are unknown ones, so that
    /// the model learns what to do with a word that it has never seen.
    /// </summary>
    public int MinimumCount { get; init; } = 2;
}
