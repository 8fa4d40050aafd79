using System.Text.RegularExpressions;
using StRnn.Architecture.Tests.Support;

namespace StRnn.Architecture.Tests;

/// <summary>The page on adding a cell names every file that its example needs.</summary>
public sealed class AddingACellTests
{
    // The GRU, but not the minGRU, whose name contains it.
    private static readonly Regex Example = new(@"(?<!Min)Gru|(?<!min_)gru(_|\.h|\.cpp)", RegexOptions.Compiled);

    [Test]
    public void The_page_names_exactly_the_files_of_its_example()
    {
        string page = File.ReadAllText(Repository.At("docs", "adding-a-cell.md"));
        string[] named = [.. Regex.Matches(page, @"^\| `([^`]+)` \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)];
        string[] needed = [.. Sources("src/").Concat(Sources("native/")).Concat(Sources("tests/"))
            .Where(file => Path.GetFileNameWithoutExtension(file) != nameof(AddingACellTests))
            .Where(file => !Path.GetFileName(file).StartsWith("PublicAPI.", StringComparison.Ordinal))
            .Where(file => Example.IsMatch(File.ReadAllText(file)))
            .Select(Repository.NameOf)];
        Assert.That(named, Is.EquivalentTo(needed));
    }

    private static IEnumerable<string> Sources(string place)
        => Repository.Files().Where(file => Repository.NameOf(file).StartsWith(place, StringComparison.Ordinal));
}
