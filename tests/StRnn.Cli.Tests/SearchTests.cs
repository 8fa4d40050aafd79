using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary><c>strnn search</c>.</summary>
public sealed class SearchTests
{
    [Test]
    public void The_best_of_a_rung_go_on_and_an_interrupted_search_continues()
    {
        using var place = new Workplace(trainSentences: 40);
        string[] arguments = Arguments(place, "whole");
        var whole = Strnn.Run(arguments);
        Assert.That(whole.ExitCode, Is.Zero, whole.Error);
        var rows = Rows(place, "whole");
        Assert.That(rows.Select(row => row["rung"]), Is.EqualTo(new[] { "1", "1", "1", "1", "2", "2" }));
        Assert.That(rows.Select(row => row["epochs"]), Is.EqualTo(new[] { "1", "1", "1", "1", "2", "2" }));
        var best = rows.Take(4).OrderBy(row => double.Parse(row["valid.perplexity"])).Take(2)
            .Select(row => row["candidate"]);
        Assert.That(rows.Skip(4).Select(row => row["candidate"]), Is.EqualTo(best));
        Assert.That(rows.Take(4).Count(row => row["goes_on"] == "yes"), Is.EqualTo(2));
        Assert.That(whole.Out, Does.Contain("Best: prune_rate"));

        // As after a kill: one trial of the second rung is missing, and the table too.
        Directory.Delete(Path.Combine(place.At("whole"), "rung-2", rows[5]["candidate"]), recursive: true);
        File.Delete(Path.Combine(place.At("whole"), "search.csv"));
        var again = Strnn.Run([.. arguments, "--resume"]);
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(
            Rows(place, "whole").Select(row => (row["candidate"], row["valid.perplexity"])),
            Is.EqualTo(rows.Select(row => (row["candidate"], row["valid.perplexity"]))));
    }

    [Test]
    public void A_search_with_other_settings_is_not_continued()
    {
        using var place = new Workplace(trainSentences: 40);
        Assert.That(Strnn.Run(Arguments(place, "run")).ExitCode, Is.Zero);
        Assert.That(Strnn.Run(Arguments(place, "run")).OnlyError, Does.Contain("is not empty"));
        Assert.That(
            Strnn.Run([.. Arguments(place, "run"), "--resume", "--clip", "3"]).Error, Does.Contain("other settings"));
    }

    [TestCase("--rungs 2 1 --prune-rates 0.1 0.2", "rising")]
    [TestCase("--rungs 1 2", "nothing to search")]
    [TestCase("--rungs 1 --prune-rates 0.1 2", "from 0 to 1")]
    [TestCase("--rungs 1 --parameterizations smupar", "base model")]
    [TestCase("--rungs 1 --preset ptb-rhn --dropouts 0.1 0.2", "an RHN has four")]
    public void A_search_that_makes_no_sense_is_one_line(string options, string expected)
    {
        using var place = new Workplace(trainSentences: 40);
        var result = Strnn.Run(
            ["search", "--data", place.Data, "--sparsity", "0.5", "--out", place.At("run"), .. options.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain(expected));
    }

    private static string[] Arguments(Workplace place, string folder) =>
    [
        "search", .. place.TrainArguments(folder, "--sparsity", "0.5")[2..], "--rungs", "1", "2", "--eta", "2",
        "--prune-rates", "0.1", "0.7", "--new-values", "zero", "normal",
    ];

    private static List<Dictionary<string, string>> Rows(Workplace place, string folder)
    {
        string[] lines = File.ReadAllLines(Path.Combine(place.At(folder), "search.csv"));
        string[] head = lines[0].Split(',');
        return
        [
            .. lines.Skip(1).Select(line =>
            {
                string[] cells = line.Split('"') is [var before, var quoted, var after]
                    ? $"{before}{quoted.Replace(',', ';')}{after}".Split(',')
                    : line.Split(',');
                return head.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second);
            }),
        ];
    }
}
