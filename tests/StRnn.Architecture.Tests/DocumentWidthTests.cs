using System.Text.RegularExpressions;

namespace StRnn.Architecture.Tests;

public sealed partial class DocumentWidthTests
{
    private const int Widest = 100;

    [Test]
    public void Documents_wrap_at_100_columns()
    {
        string[] errors = [.. Repository.Files("*.md").SelectMany(Errors)];
        Assert.That(errors, Is.Empty);
    }

    [TestCase("", true)]
    [TestCase("    ", false)]
    [TestCase("| ", false)]
    [TestCase("- ", true)]
    public void Only_table_rows_and_code_may_be_wider(string start, bool isTooWide)
        => Assert.That(TooWide($"{start}{Words(101)}").Any(), Is.EqualTo(isTooWide));

    [TestCase("[a page](", ")", false)]
    [TestCase("- [a page](", "),", false)]
    [TestCase("<https://example.org/", ">", false)]
    [TestCase("https://example.org/", "", false)]
    [TestCase("see https://example.org/", "", true)]
    public void A_line_that_is_one_link_may_be_wider(string start, string end, bool isTooWide)
        => Assert.That(TooWide($"{start}{new string('a', 100)}{end}").Any(), Is.EqualTo(isTooWide));

    [Test]
    public void A_line_of_100_columns_is_not_too_wide()
        => Assert.That(TooWide(Words(Widest)), Is.Empty);

    private static string Words(int length) => string.Concat(Enumerable.Repeat("word ", 21))[..length];

    private static IEnumerable<string> Errors(string document)
        => TooWide(File.ReadAllText(document))
            .Select(line => $"{Repository.NameOf(document)}:{line.Number}: {line.Text.Length} columns");

    private static IEnumerable<MarkdownLine> TooWide(string text)
        => MarkdownLines.Of(text).Where(line => line.Text.Length > Widest
            && !line.IsCode
            && !line.Text.TrimStart().StartsWith('|')
            && !OneLink().IsMatch(line.Text));

    [GeneratedRegex(@"^\s*(?:[-*+]\s+|\d+\.\s+)?(?:\[[^\]]*\]\([^)\s]+\)|<?https?://[^\s>]+>?)[.,;:]?$")]
    private static partial Regex OneLink();
}
