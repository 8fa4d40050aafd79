namespace StRnn.Architecture.Tests;

public sealed class CodeWidthTests
{
    private const int Widest = 120;
    private const int Shown = 20;

    [TestCase("*.cs", "src", "tests", "perf")]
    [TestCase("*.cl", "src")]
    [TestCase("*.cpp", "native", "perf")]
    [TestCase("*.h", "native", "perf")]
    public void Code_wraps_at_120_columns(string pattern, params string[] folders)
    {
        string[] files = [.. Repository.Files(pattern)
            .Where(file => folders.Contains(Repository.NameOf(file).Split('/')[0]))];
        string[] errors = [.. files.SelectMany(TooWide)];

        Assert.That(files, Is.Not.Empty);
        Assert.That(errors, Is.Empty, $"{errors.Length} lines; the first: {string.Join("; ", errors.Take(Shown))}");
    }

    private static IEnumerable<string> TooWide(string file)
        => File.ReadLines(file)
            .Select((line, index) => (line.Length, Number: index + 1))
            .Where(line => line.Length > Widest)
            .Select(line => $"{Repository.NameOf(file)}:{line.Number}: {line.Length} columns");
}
