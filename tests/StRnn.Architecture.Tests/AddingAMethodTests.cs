using System.Reflection;
using System.Text.RegularExpressions;
using StRnn.Experiments.Methods;
using StRnn.Sparsity.Topology;
using StRnn.Tests.Support;

namespace StRnn.Architecture.Tests;

/// <summary>
/// The page on adding a method names every file that its example needs, and no method lacks one of them.
/// </summary>
public sealed class AddingAMethodTests
{
    /// <summary>SET as a method (<c>set</c>, <c>Set</c>) or as its pruning rule.</summary>
    private static readonly Regex Example = new(
        """\bSetPruning\b|MethodNames\.Set\b|SparseTrainingMethod\.Set\(|const string Set =|"set"|`set`""",
        RegexOptions.Compiled);

    // Dense training of another size; and training with a penalty, which needs a model that declares its hidden units.
    private static readonly string[] WithTestsOfTheirOwn = [MethodNames.SmallDense, MethodNames.IntrinsicStructures];

    [Test]
    public void The_page_names_exactly_the_files_of_its_example()
    {
        string page = File.ReadAllText(Repository.At("docs", "adding-a-method.md"));
        string[] named = [.. Regex.Matches(page, @"^\| `([^`]+)` \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)];
        string[] needed = [.. Repository.Files()
            .Where(file => Path.GetFileNameWithoutExtension(file) != nameof(AddingAMethodTests))
            .Where(file => IsPlaceOfMethods(Repository.NameOf(file)))
            .Where(file => Example.IsMatch(File.ReadAllText(file)))
            .Select(Repository.NameOf)];
        Assert.That(named, Is.EquivalentTo(needed));
    }

    [TestCaseSource(typeof(MethodCatalog), nameof(MethodCatalog.Names))]
    public void Every_method_is_trained_with_and_described(string method)
    {
        if (!WithTestsOfTheirOwn.Contains(method))
        {
            Assert.That(MethodCatalogue.Names, Has.Member(method), "tests/Support/MethodCatalogue.cs");
        }

        Assert.That(
            File.ReadAllText(Repository.At("tests", "StRnn.Cli.Tests", "TrainByMethodTests.cs")),
            Does.Contain($"\"{method}\""),
            "the methods by which the command line trains");
        Assert.That(
            File.ReadAllText(Repository.At("README.md")), Does.Match($@"\n\| [^|\n]*`{method}`"),
            "the table of methods");
    }

    [Test]
    public void Every_factory_is_in_the_catalogue()
    {
        string catalogue = File.ReadAllText(
            Repository.At("src", "StRnn.Experiments", "Methods", nameof(MethodCatalog) + ".cs"));
        string[] factories = [.. typeof(SparseTrainingMethod)
            .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(factory => factory.ReturnType == typeof(SparseTrainingMethod) && !factory.IsSpecialName)
            .Select(factory => factory.Name)];
        Assert.That(factories, Has.Length.GreaterThan(5));
        foreach (string factory in factories)
        {
            Assert.That(catalogue, Does.Contain($"{nameof(SparseTrainingMethod)}.{factory}("));
        }
    }

    private static bool IsPlaceOfMethods(string file)
        => file is "README.md" or "CHANGELOG.md"
            || file.StartsWith("src/", StringComparison.Ordinal)
            || file.StartsWith("tests/", StringComparison.Ordinal);
}
