namespace StRnn.Text.Classification;

/// <summary>How texts are brought to one length, as Keras's <c>pad_sequences</c> does it.</summary>
public sealed record SequenceOptions
{
    /// <summary>T, the steps of every text, at least 1.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Where a shorter text is filled with <see cref="WordIndex.Padding"/>.</summary>
    public SequenceSide Padding { get; init; } = SequenceSide.Pre;

    /// <summary>Where a longer text loses words: <see cref="SequenceSide.Pre"/> keeps its last T.</summary>
    public SequenceSide Truncation { get; init; } = SequenceSide.Pre;
}
