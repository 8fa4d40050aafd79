using System.Text.RegularExpressions;

namespace StRnn.Architecture.Tests;

/// <summary>Where a training step is made, and who tells a user what to type.</summary>
public sealed partial class TrainingRulesTests
{
    [Test]
    public void Only_a_training_step_calls_the_optimisers_step()
    {
        string folder = Repository.At("src") + Path.DirectorySeparatorChar;
        string[] callers = [.. Repository.Files("*.cs")
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .Where(file => OptimizerStep().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.At("src"), file).Replace('\\', '/'))];
        Assert.That(callers, Is.EqualTo(new[] { "StRnn/Training/TrainingStep.cs" }));
    }

    /// <summary>
    /// A library does not know which program it serves: exceptions carry a cause, and the program names its option.
    /// </summary>
    [TestCase("StRnn")]
    [TestCase("StRnn.Cpu")]
    [TestCase("StRnn.OpenCL")]
    [TestCase("StRnn.Text")]
    public void No_message_of_a_library_names_an_option_of_the_command_line(string project)
    {
        string folder = Repository.At("src", project) + Path.DirectorySeparatorChar;
        string[] offenders = [.. Repository.Files("*.cs")
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file)
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Where(line => OptionInText().IsMatch(line))
                .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"))];
        Assert.That(offenders, Is.Empty);
    }

    [TestCase("throw new X(\"lower --lr\");", true)]
    [TestCase("    + \"or '--clip'.\");", true)]
    [TestCase("Offsets[--write] = \"a\";", false)]
    [TestCase("Log(\"a\"); x = y --;", false)]
    public void An_option_in_a_text_is_seen(string line, bool expected)
        => Assert.That(OptionInText().IsMatch(line), Is.EqualTo(expected));

    [GeneratedRegex(@"\b_?[oO]ptimizer\s*[!?]?\.Step\(")]
    private static partial Regex OptimizerStep();

    [GeneratedRegex(@"^[^""]*(""[^""]*""[^""]*)*""([^""]*[^\w""])?--[a-z]")]
    private static partial Regex OptionInText();
}
