namespace StRnn.Architecture.Tests;

/// <summary>Splits a Markdown document into lines and tells code blocks from text, by CommonMark's rules.</summary>
internal static class MarkdownLines
{
    private const int CodeIndent = 4;

    /// <summary>Reads a document.</summary>
    /// <param name="text">The document.</param>
    public static IReadOnlyList<MarkdownLine> Of(string text)
    {
        var lines = new List<MarkdownLine>();
        string? fence = null;
        int listIndent = 0;
        bool canBeginCode = true;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            string content = line.TrimStart(' ');
            int indent = line.Length - content.Length;
            bool isCode = true;
            if (fence is not null)
            {
                fence = content.StartsWith(fence, StringComparison.Ordinal) ? null : fence;
                canBeginCode = true;
            }
            else if (content.Length == 0)
            {
                isCode = false;
                canBeginCode = true;
            }
            else
            {
                // Text that returns to the margin ends a list; a paragraph's next line may be indented as it likes.
                listIndent = indent < listIndent && canBeginCode ? 0 : listIndent;
                isCode = canBeginCode && indent >= listIndent + CodeIndent;
                if (!isCode)
                {
                    fence = FenceOf(content);
                    isCode = fence is not null;
                    listIndent = MarkerLength(content) is > 0 and var marker ? indent + marker : listIndent;
                    canBeginCode = content.StartsWith('#');
                }
            }

            lines.Add(new MarkdownLine(lines.Count + 1, line, isCode));
        }

        return lines;
    }

    private static string? FenceOf(string content)
        => content.StartsWith("```", StringComparison.Ordinal) ? "```"
            : content.StartsWith("~~~", StringComparison.Ordinal) ? "~~~"
            : null;

    /// <summary>The length of a list item's marker and the spaces behind it; 0 where the line begins no item.</summary>
    private static int MarkerLength(string content)
    {
        int digits = content.TakeWhile(char.IsAsciiDigit).Count();
        bool isMarker = digits > 0
            ? content.Length > digits && content[digits] is '.' or ')'
            : content[0] is '-' or '*' or '+';
        int end = digits > 0 ? digits + 1 : 1;
        int spaces = content.Skip(end).TakeWhile(letter => letter == ' ').Count();
        return isMarker && spaces > 0 ? end + spaces : 0;
    }
}

/// <summary>A line of a Markdown document.</summary>
/// <param name="Number">The line's number, from 1.</param>
/// <param name="Text">The line without its end.</param>
/// <param name="IsCode">Whether the line belongs to a code block, fenced or indented.</param>
internal sealed record MarkdownLine(int Number, string Text, bool IsCode);
