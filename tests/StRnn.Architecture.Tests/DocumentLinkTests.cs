using System.Text.RegularExpressions;

namespace StRnn.Architecture.Tests;

public sealed partial class DocumentLinkTests
{
    [Test]
    public void Links_between_documents_lead_somewhere()
    {
        string[] errors = [.. Repository.Files("*.md").SelectMany(DeadLinks)];
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public void A_link_in_a_code_block_does_not_render()
    {
        string[] errors = [.. Repository.Files("*.md")
            .SelectMany(document => LinksInCode(document, File.ReadAllText(document)))];
        Assert.That(errors, Is.Empty);
    }

    [TestCase("text\n\n    see [the page](README.md)", 1)]
    [TestCase("```\nsee [the site](https://example.org)\n```", 1)]
    [TestCase("see [the page](README.md)", 0)]
    [TestCase("```csharp\nhandlers[0](x);\n```", 0)]
    public void Links_in_code_blocks_are_found(string text, int expected)
        => Assert.That(LinksInCode(Repository.At("document.md"), text).Count(), Is.EqualTo(expected));

    private static IEnumerable<string> DeadLinks(string document)
        => from line in MarkdownLines.Of(File.ReadAllText(document))
           where !line.IsCode
           from target in TargetsIn(line.Text)
           where !IsAddress(target) && !Exists(document, target)
           select $"{Repository.NameOf(document)}:{line.Number}: {target} leads nowhere";

    // What looks like a link but leads nowhere is code, such as a call of an array's element.
    private static IEnumerable<string> LinksInCode(string document, string text)
        => from line in MarkdownLines.Of(text)
           where line.IsCode
           from target in TargetsIn(line.Text)
           where IsAddress(target) || Exists(document, target)
           select $"{Repository.NameOf(document)}:{line.Number}: a link in a code block does not render: {target}";

    private static IEnumerable<string> TargetsIn(string line)
        => MarkdownLink().Matches(line).Select(link => link.Groups[1].Value);

    private static bool IsAddress(string target) => target.Contains("://", StringComparison.Ordinal);

    private static bool Exists(string document, string target)
    {
        string path = Path.Combine(Path.GetDirectoryName(document)!, target.Split('#')[0]);
        return File.Exists(path) || Directory.Exists(path);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex MarkdownLink();
}
