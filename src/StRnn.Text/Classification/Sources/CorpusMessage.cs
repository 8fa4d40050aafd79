namespace StRnn.Text.Classification.Sources;

/// <summary>Prepares the content of a file for a message of one line.</summary>
internal static class CorpusMessage
{
    private const int MaximumLength = 40;

    /// <summary>Puts content in single quotes, without control characters and truncated if it is long.</summary>
    public static string Quote(string content)
    {
        string start = content.Length > MaximumLength
            ? string.Concat(content.AsSpan(0, MaximumLength), "...")
            : content;
        return $"'{string.Concat(start.Select(c => char.IsControl(c) ? ' ' : c))}'";
    }
}
