namespace StRnn.Text.Classification.Sources;

/// <summary>Makes what a file holds fit for a message of one line.</summary>
internal static class CorpusMessage
{
    private const int MaximumLength = 40;

    /// <summary>The content in single quotes, without control characters, cut off where it is long.</summary>
    public static string Quote(string content)
    {
        string start = content.Length > MaximumLength ? string.Concat(content.AsSpan(0, MaximumLength), "...") : content;
        return $"'{string.Concat(start.Select(c => char.IsControl(c) ? ' ' : c))}'";
    }
}
