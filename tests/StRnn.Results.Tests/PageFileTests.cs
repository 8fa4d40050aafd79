using StRnn.Results.Data;
using StRnn.Results.Pages;

namespace StRnn.Results.Tests;

public sealed class PageFileTests
{
    private static readonly ResultsPage Page = new("small", new Dictionary<string, Func<PageData, string>>
    {
        ["losses"] = data => Markdown.Table(
            "run | loss",
            data.Runs("st").Select(run => new[] { run.Text("run"), Markdown.Number(run.Number("done.loss"), 1) })),
    });

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _folder.Write("data/small/runs.csv", "run,seed,done.loss\nst,1,3.26\n");
        _folder.Write("small.md", "Before.\n\n<!-- generated: losses -->\nold\n<!-- end -->\n\nAfter.\n");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Only_the_generated_block_is_written()
    {
        bool wasCurrent = PageFile.Render(_folder.Path, Page, isChecked: false);
        Assert.Multiple(() =>
        {
            Assert.That(wasCurrent, Is.False);
            Assert.That(Text(), Is.EqualTo(
                "Before.\n\n<!-- generated: losses -->\n\n| run | loss |\n| --- | --- |\n| st | 3.3 |\n\n"
                    + "<!-- end -->\n\nAfter.\n"));
            Assert.That(PageFile.Render(_folder.Path, Page, isChecked: true));
        });
    }

    [Test]
    public void A_check_sees_a_changed_figure_and_writes_nothing()
    {
        PageFile.Render(_folder.Path, Page, isChecked: false);
        string before = Text().Replace("3.3", "3.4", StringComparison.Ordinal);
        _folder.Write("small.md", before);
        Assert.Multiple(() =>
        {
            Assert.That(PageFile.Render(_folder.Path, Page, isChecked: true), Is.False);
            Assert.That(Text(), Is.EqualTo(before));
        });
    }

    [TestCase("run,seed,done.nnz\nst,1,3\n", "runs.csv' has no column 'done.loss'")]
    [TestCase("run,seed,done.loss\nst,1,\n", "runs.csv' column 'done.loss' is empty where a number is needed")]
    [TestCase("run,seed,done.loss\nst,1,many\n", "runs.csv' column 'done.loss' holds 'many', which is no number")]
    [TestCase("run,seed,done.loss\ndense,1,3\n", "runs.csv' has no run 'st'")]
    [TestCase("run,seed,done.loss\nst,1\n", "runs.csv' row 1 has 2 fields, the header has 3")]
    [TestCase("run,seed,seed\nst,1,1\n", "runs.csv' has a column twice")]
    [TestCase("", "runs.csv' has no header")]
    public void What_is_wrong_with_a_csv_file_is_said_in_one_line(string csv, string problem)
    {
        _folder.Write("data/small/runs.csv", csv);
        Assert.That(
            () => PageFile.Render(_folder.Path, Page, isChecked: true),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(problem).And.Message.Not.Contains("\n"));
    }

    [TestCase("<!-- generated: losses -->\n", "has a generated block without an end")]
    [TestCase(
        "<!-- generated: losses -->\n<!-- generated: losses -->\n<!-- end -->\n",
        "has a generated block without an end")]
    [TestCase("nothing", "has no generated block 'losses'")]
    [TestCase(
        "<!-- generated: losses -->\n<!-- end -->\n<!-- generated: gains -->\n<!-- end -->\n",
        "has a generated block 'gains' that nothing writes")]
    public void What_is_wrong_with_a_page_is_said_in_one_line(string page, string problem)
    {
        _folder.Write("small.md", page);
        Assert.That(
            () => PageFile.Render(_folder.Path, Page, isChecked: true),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(problem).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void Quantiles_are_linear_between_neighbours() => Assert.Multiple(() =>
    {
        Assert.That(Statistics.Median([4, 1, 3]), Is.EqualTo(3));
        Assert.That(Statistics.Median([4, 1, 3, 2]), Is.EqualTo(2.5));
        Assert.That(Statistics.Quantile([1, 2, 3, 5], 0.75), Is.EqualTo(3.5));
    });

    private string Text() => File.ReadAllText(_folder.At("small.md"));
}

public sealed class CommittedPagesTests
{
    private static readonly string[] Names = [.. ResultsPage.All.Select(page => page.Name)];

    private static readonly string Docs = Repository.At("docs", "results");

    [TestCaseSource(nameof(Names))]
    public void A_page_is_what_its_csv_files_give(string name)
        => Assert.That(
            PageFile.Render(Docs, ResultsPage.Get(name), isChecked: true), $"{name}.md: run ./build.sh results");

    [Test]
    public void Every_folder_of_csv_files_has_a_page()
        => Assert.That(
            Directory.GetDirectories(Path.Combine(Docs, "data")).Select(Path.GetFileName), Is.EquivalentTo(Names));

    [Test]
    public void No_run_folder_is_in_the_tree()
        => Assert.That(Directory.GetFiles(Docs, "metrics.jsonl", SearchOption.AllDirectories), Is.Empty);
}

/// <summary>A folder that goes with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("strnn-results-").FullName;

    /// <summary>Writes a file, and the folders above it.</summary>
    public void Write(string name, string text)
    {
        string path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Returns the path of a file.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
