namespace StRnn.Text.Classification;

/// <summary>The part of a sequence's hidden states that a classifier reads.</summary>
public enum SequencePooling
{
    /// <summary>The last step's state; with masked padding after the words, the state of the last word.</summary>
    LastState,

    /// <summary>The mean over the steps; with masked padding, over the words.</summary>
    Mean,
}
