using System.Text;
using StRnn.Comparison.Commands;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Tests;

public sealed class PageTests
{
    [Test]
    public void The_performance_page_is_that_of_the_newest_record()
        => Assert.That(
            Page(CommandOptions.PerformancePage),
            Is.EqualTo(PerformancePage.Render(Record.Newest(Recorded.At(CommandOptions.ResultsFolder)))));

    [Test]
    public void The_opencl_page_is_that_of_the_newest_record()
        => Assert.That(
            Page(CommandOptions.OpenClPage),
            Is.EqualTo(OpenClPage.Render(Record.Newest(Recorded.At(CommandOptions.OpenClResultsFolder)))));

    [Test]
    public void Lines_but_those_of_tables_have_at_most_100_characters_and_begin_no_list()
    {
        foreach (string page in new[] { CommandOptions.PerformancePage, CommandOptions.OpenClPage })
        {
            foreach (string line in Page(page).Split('\n').Where(line => !line.StartsWith('|')))
            {
                Assert.That(line, Has.Length.LessThanOrEqualTo(100).And.Not.StartWith("* ").And.Not.StartWith("- "));
            }
        }
    }

    [Test]
    public void A_paragraph_keeps_every_word_and_breaks_only_between_words()
    {
        string[] words = [.. Enumerable.Range(0, 200).Select(i => new string('w', 1 + (i * 7 % 23)))];
        string page = new StringBuilder().Paragraph($"  {string.Join("\n ", words)}\n").ToString();

        Assert.That(page, Does.EndWith("\n\n"));
        Assert.That(page.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(words));
        string[] lines = page.TrimEnd('\n').Split('\n');
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(100));

        // No line could have taken the first word of the next.
        for (int i = 1; i < lines.Length; i++)
        {
            Assert.That(lines[i - 1].Length + 1 + lines[i].Split(' ')[0].Length, Is.GreaterThan(100));
        }
    }

    [TestCase(Row.Ratio, 1.234, "| 1.23x | 1.00x to 2.00x |")]
    [TestCase(Row.Share, 12.5, "| 12.5 % | 1 % to 2 % |")]
    [TestCase(Row.Density, 0.876, "| density 0.88 | density 1.00 to density 2.00 |")]
    public void A_figure_is_written_by_its_kind(string kind, double figure, string expected)
        => Assert.That(
            Table(new Row("group", "work", "1 ms", "peer: 2 ms", figure, kind, new Quartiles(1, 2))),
            Does.Contain($"| work | 1 ms | peer: 2 ms {expected}"));

    [Test]
    public void An_absent_peer_leaves_dashes()
        => Assert.That(
            Table(new Row("group", "work", "1 ms", Row.PeerAbsent, null, Row.Ratio, null)),
            Does.Contain("| work | 1 ms | peer absent | - | - |"));

    [Test]
    public void A_record_of_the_cpu_backend_is_no_opencl_page()
        => Assert.Throws<InvalidDataException>(
            () => OpenClPage.Render(Record.Newest(Recorded.At(CommandOptions.ResultsFolder))));

    [Test]
    public void Every_table_names_the_processor()
        => Assert.That(
            Table(new Row("group", "work", "1 ms", Row.PeerAbsent, null, Row.Ratio, null)),
            Does.StartWith("## group\n\n| work on a processor (family 1, model 2) | ours | peer | figure |"));

    private static string Table(Row row)
    {
        var machine = new MachineInfo("a processor (family 1, model 2)", 2, "a system");
        return new StringBuilder().Tables(new Record(new DateOnly(2026, 11, 28), "command", machine, [row])).ToString();
    }

    private static string Page(string path) => File.ReadAllText(Recorded.At(path)).ReplaceLineEndings("\n");
}
