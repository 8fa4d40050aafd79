namespace StRnn.Architecture.Tests;

/// <summary>A line of a Markdown document.</summary>
/// <param name="Number">The line's number, from 1.</param>
/// <param name="Text">The line without its end.</param>
/// <param name="IsCode">Whether the line belongs to a code block, fenced or indented.</param>
internal sealed record MarkdownLine(int Number, string Text, bool IsCode);
