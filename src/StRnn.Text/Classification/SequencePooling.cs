namespace StRnn.Text.Classification;

/// <summary>What of a sequence's hidden states a classifier looks at.</summary>
public enum SequencePooling
{
    /// <summary>The last step's state; with masked padding behind the words, that of the last word.</summary>
    LastState,

    /// <summary>The mean over the steps; with masked padding, over the words.</summary>
    Mean,
}
