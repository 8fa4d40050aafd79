namespace StRnn.Text.Classification;

/// <summary>The end of a sequence at which padding is added or words are removed.</summary>
public enum SequenceSide
{
    /// <summary>The front.</summary>
    Pre,

    /// <summary>The back.</summary>
    Post,
}
