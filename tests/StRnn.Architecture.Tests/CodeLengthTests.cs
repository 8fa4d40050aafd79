namespace StRnn.Architecture.Tests;

public sealed class CodeLengthTests
{
    private const int LongestFile = 400;
    private const int LongestTrainer = 200;
    private const int LongestProgram = 5_000;

    [TestCase("src")]
    [TestCase("tests")]
    [TestCase("samples")]
    public void A_file_has_at_most_400_lines(string folder)
    {
        string[] files = [.. FilesOf(folder)];

        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Where(file => Lines(file) > LongestFile).Select(Repository.NameOf), Is.Empty);
    }

    /// <summary>The loop stays readable in one go; what it calls is elsewhere.</summary>
    [Test]
    public void The_trainer_has_at_most_200_lines()
        => Assert.That(Lines(Repository.At("src", "StRnn", "Training", "Trainer.cs")), Is.AtMost(LongestTrainer));

    /// <summary>The program parses and prints: what it could share with others belongs into a library.</summary>
    [Test]
    public void The_program_has_at_most_5000_lines()
        => Assert.That(FilesOf("src/StRnn.Cli").Sum(Lines), Is.Positive.And.AtMost(LongestProgram));

    private static IEnumerable<string> FilesOf(string folder)
        => Repository.Files("*.cs")
            .Where(file => Repository.NameOf(file).StartsWith($"{folder}/", StringComparison.Ordinal));

    private static int Lines(string file) => File.ReadLines(file).Count();
}

public sealed class CodeWidthTests
{
    private const int Widest = 120;
    private const int Shown = 20;

    [TestCase("*.cs", "src", "tests", "perf", "samples")]
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
