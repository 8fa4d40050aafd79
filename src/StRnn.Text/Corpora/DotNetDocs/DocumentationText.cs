namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>One piece of prose in an XML documentation file.</summary>
/// <param name="Member">The documented member's id, for example <c>M:System.String.Trim</c>.</param>
/// <param name="Element">The element it stood in: <c>summary</c>, <c>param</c>, <c>returns</c>, ...</param>
/// <param name="Text">Plain text; references are simple names, U+2029 separates paragraphs and list items.</param>
public sealed record DocumentationText(string Member, string Element, string Text);
