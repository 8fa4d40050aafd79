using System.Reflection;
using System.Text.RegularExpressions;
using StRnn.Backends;

namespace StRnn.Architecture.Tests;

/// <summary>The page on adding a kernel names every file that its example needs, and no kernel is left out of them.</summary>
public sealed class AddingAKernelTests
{
    private static readonly Regex Example = new("DropoutWords|dropout_words", RegexOptions.Compiled);

    private static IEnumerable<string> Kernels => typeof(IBackend).Assembly.GetTypes()
        .Where(type => type.IsInterface && type.Namespace == "StRnn.Backends.Kernels")
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .Select(method => method.Name)
        .Distinct();

    [Test]
    public void The_page_names_exactly_the_files_of_its_example()
    {
        string page = File.ReadAllText(Repository.At("docs", "adding-a-kernel.md"));
        string[] named = [.. Regex.Matches(page, @"^\| `([^`]+)` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        string[] needed = [.. Sources("src/").Concat(Sources("native/")).Concat(Sources("tests/"))
            .Where(file => Path.GetFileNameWithoutExtension(file) != nameof(AddingAKernelTests))
            .Where(file => Example.IsMatch(File.ReadAllText(file)))
            .Select(Repository.NameOf)];
        Assert.That(named, Is.EquivalentTo(needed));
    }

    [TestCase("src/StRnn/Backends/Reference")]
    [TestCase("src/StRnn/Accounting/ShapeBackend.cs")]
    [TestCase("tests/StRnn.Conformance.Tests/Support/AllKernelsRun.cs")]
    public void No_kernel_is_missing_from(string place)
    {
        string text = string.Concat(Sources(place).Select(File.ReadAllText));
        Assert.That(Kernels.Count(), Is.AtLeast(40));
        Assert.That(Kernels.Where(kernel => !Regex.IsMatch(text, $@"\b{kernel}\b")), Is.Empty);
    }

    private static IEnumerable<string> Sources(string place)
        => Repository.Files().Where(file => Repository.NameOf(file).StartsWith(place, StringComparison.Ordinal));
}
