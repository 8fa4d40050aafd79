using System.Text.RegularExpressions;

namespace StRnn.Architecture.Tests;

public sealed class OwnMethodPageTests
{
    /// <summary>Each block of the page stands in a file that is compiled and tested, but for its indentation.</summary>
    [TestCase("own-method.md", 3)]
    [TestCase("own-method-links.md", 1)]
    public void The_page_shows_code_that_is_compiled_and_trained_with(string name, int count)
    {
        string page = File.ReadAllText(Repository.At("docs", name));
        string[] blocks = [.. Regex.Matches(page, "```csharp\n(.*?)\n```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)];
        string[] files = [.. Directory.GetFiles(Repository.At("tests", "StRnn.Extensibility.Tests"), "*.cs")
            .Select(File.ReadAllText)];

        Assert.That(blocks, Has.Length.EqualTo(count));
        foreach (string block in blocks)
        {
            Assert.That(files.Select(Unindented), Has.Some.Contains(Unindented(block)));
        }
    }

    private static string Unindented(string code)
        => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();
}
