namespace StRnn.Training;

/// <summary>The names of the splits of a task's data.</summary>
public static class SplitNames
{
    /// <summary>The split that is trained on.</summary>
    public const string Train = "train";

    /// <summary>The split that decides which epoch is best.</summary>
    public const string Valid = "valid";

    /// <summary>The split that is evaluated at the end.</summary>
    public const string Test = "test";
}
