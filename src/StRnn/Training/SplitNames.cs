namespace StRnn.Training;

/// <summary>What tasks call the parts of their data.</summary>
public static class SplitNames
{
    /// <summary>What is learnt from.</summary>
    public const string Train = "train";

    /// <summary>What decides which epoch is best.</summary>
    public const string Valid = "valid";

    /// <summary>What is evaluated at the end.</summary>
    public const string Test = "test";
}
