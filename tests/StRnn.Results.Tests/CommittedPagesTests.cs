using StRnn.Results.Pages;

namespace StRnn.Results.Tests;

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
