using StRnn.Tests.Support;

namespace StRnn.Guide.Tests;

/// <summary>Every C# block of the guide and of the README is compiled and run, as it stands there.</summary>
[NonParallelizable]
public sealed class GuideTests
{
    private const int LongestQuickStart = 25;
    private const string WriteVariable = "STRNN_WRITE_SAMPLES";

    /// <summary>Gets the pages whose program is started again and again, as a service is.</summary>
    private static readonly string[] StartedTwice = ["README.md", "docs/guide/hosting.md"];

    private string _folder = string.Empty;

    private static IEnumerable<string> Pages
        => Directory.GetFiles(Repository.At("docs", "guide"), "*.md").Append(Repository.At("README.md"))
            .Select(Repository.NameOf).Order(StringComparer.Ordinal);

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-guide-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Pages))]
    public void The_program_of_a_page_compiles_and_runs(string name)
    {
        var page = new GuidePage(Repository.At(name));
        Assert.That(page.Files, Contains.Key(GuidePage.Program));
        var (assembly, problems) = GuideProgram.Compile(Path.GetFileNameWithoutExtension(name), page.Files.Values);
        Assert.That(problems, Is.Empty);
        string written = GuideProgram.Run(assembly!, _folder);
        TestContext.Out.WriteLine(written);
        Assert.That(written, Is.Not.Empty);
        if (StartedTwice.Contains(name))
        {
            Assert.That(GuideProgram.Run(assembly!, _folder), Is.Not.Empty, "started again in the same folder");
        }
    }

    /// <summary>The positions are derived by hand on the page.</summary>
    [Test]
    public void Links_come_where_paths_of_length_3_lead()
    {
        var page = new GuidePage(Repository.At("docs", "guide", "own-method-links.md"));
        Assert.That(
            GuideProgram.Run(GuideProgram.Compile("links", page.Files.Values).Assembly!, _folder),
            Does.StartWith("grown at 2\n"));
    }

    /// <summary>The commands that add the packages count, as do the usings.</summary>
    [Test]
    public void The_quick_start_has_fewer_than_25_lines()
    {
        string section = File.ReadAllText(Repository.At("README.md")).Split("\n## ")
            .Single(each => each.StartsWith("Quick start\n", StringComparison.Ordinal));
        int lines = section.Split("```").Where((_, i) => i % 2 == 1)
            .Sum(block => block.Trim('\n').Split('\n').Length - 1);
        Assert.That(lines, Is.InRange(5, LongestQuickStart - 1));
        Assert.That(section, Does.Contain("dotnet add package StRnn.Cpu"));
    }

    [TestCase("own-loop.md", "OwnLoop")]
    [TestCase("own-method.md", "CustomMethod")]
    public void A_sample_is_the_program_of_its_page(string page, string sample)
    {
        string header = $"// This is docs/guide/{page}, as one program: a test writes it with {WriteVariable}=1.\n";
        foreach (var (name, text) in new GuidePage(Repository.At("docs", "guide", page)).Files)
        {
            string path = Repository.At("samples", sample, name);
            if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            {
                File.WriteAllText(path, header + text);
            }

            Assert.That(File.ReadAllText(path).ReplaceLineEndings("\n"), Is.EqualTo(header + text));
        }
    }

    [Test]
    public void A_block_must_say_what_it_is()
    {
        string page = Path.Combine(_folder, "page.md");
        File.WriteAllText(page, "```csharp skip\nint x;\n```\n");
        Assert.That(
            () => new GuidePage(page), Throws.InstanceOf<FormatException>().With.Message.Contains("csharp skip"));
        File.WriteAllText(page, "```csharp Other.cs\nclass Other;\n```\n");
        Assert.That(
            () => new GuidePage(page), Throws.InstanceOf<FormatException>().With.Message.Contains("does not say so"));
        Assert.That(ProblemsOf("```csharp\nint x = \"no\";\n```\n"), Is.Not.Empty);
    }

    /// <summary>A reader pastes them one behind the other.</summary>
    [Test]
    public void Blocks_are_compiled_in_the_order_of_the_page()
    {
        const string Begin = "```csharp\nConsole.WriteLine(1);\n```\n";
        Assert.That(ProblemsOf($"{Begin}```csharp\nusing System.Text;\n```\n"), Has.Some.Contains("CS1529"));
        Assert.That(ProblemsOf($"```csharp\nclass Other;\n```\n{Begin}"), Has.Some.Contains("CS8803"));
        Assert.That(ProblemsOf($"{Begin}```csharp\nclass Other;\n```\n"), Is.Empty);
        Assert.That(ProblemsOf($"`Other.cs`:\n```csharp Other.cs\nclass Other;\n```\n{Begin}"), Is.Empty);
    }

    private IReadOnlyList<string> ProblemsOf(string content)
    {
        string page = Path.Combine(_folder, "page.md");
        File.WriteAllText(page, content);
        return GuideProgram.Compile("page", new GuidePage(page).Files.Values).Problems;
    }
}
