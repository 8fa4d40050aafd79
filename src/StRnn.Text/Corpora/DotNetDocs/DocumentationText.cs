namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>A piece of prose in an XML documentation file.</summary>
/// <param name="Member">The id of the documented member, for example <c>M:System.String.Trim</c>.</param>
/// <param name="Element">The element that contains the text: <c>summary</c>, <c>param</c>, <c>returns</c>, ...</param>
/// <param name="Text">
/// The plain text; references are simple names, and U+2029 separates paragraphs and list items.
/// </param>
public sealed record DocumentationText(string Member, string Element, string Text);
