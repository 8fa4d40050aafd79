using System.Text.RegularExpressions;
using StRnn.Tests.Support;

namespace StRnn.Architecture.Tests;

/// <summary>
/// Operations take weights from the tape, which knows the session that it runs on: a weight of a parameter runs on the
/// backend that holds it, which another thread may be using.
/// </summary>
public sealed partial class OperationWeightTests
{
    [Test]
    public void Operations_take_weights_from_the_tape()
    {
        string folder = Path.Combine(Repository.Root, "src", "StRnn", "Autograd");
        string[] files = Directory.GetFiles(folder, "*Operation.cs");
        Assert.That(files, Is.Not.Empty);
        var wrong = files.SelectMany(file => File.ReadLines(file)
            .Where(line => OwnWeight().IsMatch(line))
            .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}; use tape.WeightOf(parameter)"));
        Assert.That(wrong, Is.Empty);
    }

    [GeneratedRegex(@"(?<!///.*)\b(?!layer)\w+(\[\w+\])?\.Weight\b(?!Of)")]
    private static partial Regex OwnWeight();
}
