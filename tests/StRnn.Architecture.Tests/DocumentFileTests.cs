using System.Text.RegularExpressions;

namespace StRnn.Architecture.Tests;

public sealed partial class DocumentFileTests
{
    private static readonly string[] FilesWithSlash =
        [.. Repository.Files().Select(file => $"/{Repository.NameOf(file)}")];

    /// <summary>
    /// A source file or a folder of sources that a document names in code style is in the tree, or is a file that the
    /// document itself shows.
    /// </summary>
    [Test]
    public void Files_named_in_documents_exist()
    {
        string[] errors = [.. Repository.Files("*.md").SelectMany(document => Missing(File.ReadAllText(document))
            .Select(name => $"{Repository.NameOf(document)}: there is no {name}"))];
        Assert.That(errors, Is.Empty);
    }

    [TestCase("`Training/Trainer.cs`", true)]
    [TestCase("`Training/Coach.cs`", false)]
    [TestCase("`Coach.cs`\n```csharp Coach.cs\n```\n", true)]
    [TestCase("`src/StRnn/Training`", true)]
    [TestCase("`src/StRnn/Coaching`", false)]
    public void A_missing_file_is_seen(string text, bool exists)
        => Assert.That(Missing(text).Any(), Is.Not.EqualTo(exists));

    private static IEnumerable<string> Missing(string text)
    {
        var files = Names(FileName(), text)
            .Except(Names(ShownFile(), text))
            .Where(name => !FilesWithSlash.Any(file => file.EndsWith($"/{name}", StringComparison.Ordinal)));
        var folders = Names(FolderName(), text)
            .Where(name => !FilesWithSlash.Any(file => file.Contains($"/{name}/", StringComparison.Ordinal)));
        return files.Concat(folders);
    }

    private static IEnumerable<string> Names(Regex pattern, string text)
        => pattern.Matches(text).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex(@"`((?:[\w.]+/)*\w+\.(?:cs|cpp|h|cl|cmake))`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^```csharp (\w+\.cs)\r?$", RegexOptions.Multiline)]
    private static partial Regex ShownFile();

    [GeneratedRegex(@"`((?:src|native|tests|perf|Backends)/(?:[\w.]+/)*(?:StRnn\.\w+(?:\.Tests)?|\w+))`")]
    private static partial Regex FolderName();
}
