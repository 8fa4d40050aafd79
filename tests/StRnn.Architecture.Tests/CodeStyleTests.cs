using System.Text.RegularExpressions;

namespace StRnn.Architecture.Tests;

/// <summary>What neither the build's analyzers nor the formatter of single files look at.</summary>
public sealed partial class CodeStyleTests
{
    [Test]
    public void Namespaces_are_used_in_order_the_systems_first()
    {
        string[] wrong = [.. Sources().Where(file => !IsSorted(UsedNamespaces(file))).Select(Repository.NameOf)];

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Members_are_named_without_this()
    {
        string[] wrong = [.. Sources()
            .SelectMany(file => File.ReadLines(file)
                .Select((line, index) => (Line: line, Place: $"{Repository.NameOf(file)}:{index + 1}"))
                .Where(line => QualifiedMember().IsMatch(line.Line))
                .Select(line => line.Place))];

        Assert.That(wrong, Is.Empty);
    }

    private static string[] Sources()
    {
        string[] files = [.. Repository.Files("*.cs")
            .Where(file => Repository.NameOf(file).Split('/')[0] is "src" or "tests" or "perf" or "samples")];
        Assert.That(files, Is.Not.Empty);
        return files;
    }

    private static string[] UsedNamespaces(string file)
        => [.. File.ReadLines(file).Select(line => UsingDirective().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value)];

    private static bool IsSorted(string[] namespaces)
        => namespaces.SequenceEqual(namespaces
            .OrderBy(name => name != "System" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex(@"^using ([\w.]+);$")]
    private static partial Regex UsingDirective();

    // In a statement, and not in a sentence of a comment.
    [GeneratedRegex(@"^(?!\s*//).*(?<![\w""'.])this\.\w")]
    private static partial Regex QualifiedMember();
}
