namespace StRnn.Text.Classification.Sources;

/// <summary>An example as written in its file: the label is still a word.</summary>
internal readonly record struct LabelledRow(string Path, long Line, string Text, string Label)
{
    /// <summary>Gets the file and the line of the example, for messages.</summary>
    public string Place => Line > 0 ? $"'{Path}' line {Line}" : $"'{Path}'";
}
