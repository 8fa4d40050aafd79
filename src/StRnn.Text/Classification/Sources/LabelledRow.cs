namespace StRnn.Text.Classification.Sources;

/// <summary>An example as its file has it: the label is still a word.</summary>
internal readonly record struct LabelledRow(string Path, long Line, string Text, string Label)
{
    /// <summary>Where it stands, for messages.</summary>
    public string Place => Line > 0 ? $"'{Path}' line {Line}" : $"'{Path}'";
}
