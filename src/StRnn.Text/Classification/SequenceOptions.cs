namespace StRnn.Text.Classification;

/// <summary>Options for bringing texts to one length, as Keras's <c>pad_sequences</c> does.</summary>
public sealed record SequenceOptions
{
    /// <summary>Gets the number of time steps of every text, T, at least 1.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Gets the side on which a shorter text is filled with <see cref="WordIndex.Padding"/>.</summary>
    public SequenceSide Padding { get; init; } = SequenceSide.Pre;

    /// <summary>
    /// Gets the side on which a longer text loses words; <see cref="SequenceSide.Pre"/> keeps its last T.
    /// </summary>
    public SequenceSide Truncation { get; init; } = SequenceSide.Pre;
}

/// <summary>The end of a sequence at which padding is added or words are removed.</summary>
public enum SequenceSide
{
    /// <summary>The front.</summary>
    Pre,

    /// <summary>The back.</summary>
    Post,
}
