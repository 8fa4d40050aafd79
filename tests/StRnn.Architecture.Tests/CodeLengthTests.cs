namespace StRnn.Architecture.Tests;

public sealed class CodeLengthTests
{
    private const int LongestFile = 400;
    private const int LongestTrainer = 200;
    private const int LongestProgram = 5_000;

    [TestCase("src")]
    [TestCase("tests")]
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
