namespace StRnn.Text.Classification;

/// <summary>The end of a sequence where padding is put or words are cut off.</summary>
public enum SequenceSide
{
    /// <summary>The front.</summary>
    Pre,

    /// <summary>The back.</summary>
    Post,
}
