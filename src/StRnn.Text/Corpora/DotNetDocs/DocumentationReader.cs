using System.Text;
using System.Xml;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// Streams the prose of an XML documentation file: the text of summary, param, returns, exception, typeparam, remarks
/// and value. References become simple names, <c>code</c> blocks are dropped, and paragraphs and list items are
/// separated.
/// </summary>
public static class DocumentationReader
{
    private const char Break = '\u2029';

    private static readonly HashSet<string> ProseElements =
        ["summary", "param", "returns", "exception", "typeparam", "remarks", "value"];

    private static readonly HashSet<string> InlineElements =
        ["see", "seealso", "paramref", "typeparamref", "xref", "c", "a", "b", "i", "em", "strong", "sup", "sub"];

    /// <summary>Reads a file from start to end, one element of a member at a time.</summary>
    /// <param name="content">The content of the file.</param>
    /// <param name="name">The name of the file, for messages.</param>
    /// <returns>The texts in file order; empty ones are left out.</returns>
    /// <exception cref="CorpusException">The file is not well-formed XML.</exception>
    public static IEnumerable<DocumentationText> Read(Stream content, string name)
    {
        ArgumentNullException.ThrowIfNull(content);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true };
        using var reader = XmlReader.Create(content, settings);
        var text = new StringBuilder();
        string member = string.Empty;
        while (Next(reader, name))
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == "member")
            {
                member = reader.GetAttribute("name") ?? string.Empty;
            }
            else if (member.Length > 0 && !reader.IsEmptyElement && ProseElements.Contains(reader.LocalName))
            {
                string element = reader.LocalName;
                text.Clear();
                AppendProse(reader, name, text);
                if (text.Length > 0)
                {
                    yield return new DocumentationText(member, element, text.ToString());
                }
            }
        }
    }

    private static bool Next(XmlReader reader, string name)
    {
        try
        {
            return reader.Read();
        }
        catch (XmlException error)
        {
            throw new CorpusException(
                $"The documentation file '{name}' is not well-formed XML (line {error.LineNumber}): reinstall the SDK.",
                error);
        }
    }

    /// <summary>Reads on to the end of the current element.</summary>
    private static void AppendProse(XmlReader reader, string name, StringBuilder text)
    {
        int depth = reader.Depth;
        int codeDepth = int.MaxValue;
        while (Next(reader, name) && reader.Depth > depth)
        {
            bool inCode = reader.Depth > codeDepth;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when !inCode:
                    codeDepth = reader.LocalName == "code" && !reader.IsEmptyElement ? reader.Depth : int.MaxValue;
                    AppendElement(reader, text);
                    break;
                case XmlNodeType.EndElement when !inCode && !InlineElements.Contains(reader.LocalName):
                    codeDepth = int.MaxValue;
                    text.Append(Break);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                    or XmlNodeType.Whitespace when !inCode:
                    text.Append(reader.Value);
                    break;
            }
        }
    }

    private static void AppendElement(XmlReader reader, StringBuilder text)
    {
        if (!InlineElements.Contains(reader.LocalName))
        {
            text.Append(Break);
            return;
        }

        // A reference with text of its own, such as <see cref="...">Int32.MaxValue</see>, is written as that text.
        bool ownText = !reader.IsEmptyElement && reader.LocalName != "xref";
        if (!ownText && (reader.GetAttribute("cref") ?? reader.GetAttribute("uid")) is { } reference)
        {
            text.Append(MemberName.Simple(reference));
        }
        else if (!ownText)
        {
            text.Append(reader.GetAttribute("langword") ?? reader.GetAttribute("name"));
        }
    }
}

/// <summary>A piece of prose in an XML documentation file.</summary>
/// <param name="Member">The id of the documented member, for example <c>M:System.String.Trim</c>.</param>
/// <param name="Element">The element that contains the text: <c>summary</c>, <c>param</c>, <c>returns</c>, ...</param>
/// <param name="Text">
/// The plain text; references are simple names, and U+2029 separates paragraphs and list items.
/// </param>
public sealed record DocumentationText(string Member, string Element, string Text);
