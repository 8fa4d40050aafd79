using System.Globalization;
using System.Text;
using StRnn.Experiments.Reproduction;
using StRnn.Reproduction;
using StRnn.Results.Data;

namespace StRnn.Results.Pages;

/// <summary>Text classification: dense and ST-RNN on the paper's corpora.</summary>
internal static class ClassificationPage
{
    private static readonly (string Key, string Title, int Epsilon)[] Sets =
    [
        ("sanders", "Sanders Twitter", 10),
        ("imdb", "IMDB", 10),
        ("ag", "AG's News, training subset", 20),
        ("amazon", "Amazon Fine Foods, sample of 5,000", 10),
        ("yelp", "Yelp, sample of 10,000", 10),
    ];

    /// <summary>Gets the page.</summary>
    public static ResultsPage Page { get; } = new("classification", new Dictionary<string, Func<PageData, string>>
    {
        ["accuracies"] = Accuracies,
        ["claims"] = Claims,
        ["paper"] = AgainstThePaper,
        ["imdb-single"] = ImdbSingleRuns,
        ["times"] = Times,
    });

    private static IEnumerable<(string Run, string Set, string Method)> Rows => Sets.SelectMany(set => new[]
    {
        ($"{set.Key}-eps{set.Epsilon}", set.Title, $"ST-RNN, epsilon {set.Epsilon}"),
        ($"{set.Key}-eps2", set.Title, "ST-RNN, epsilon 2"),
        ($"{set.Key}-dense", set.Title, "dense"),
    });

    private static string Accuracies(PageData data) => Markdown.Table(
        "data | method | seeds | weights | valid, best epoch | **test, best epoch** | test, last epoch | best epochs "
            + "| epochs, median",
        Rows.Select(row => (Row: row, Runs: data.Runs(row.Run))).Select(row => new[]
        {
            row.Row.Set,
            row.Row.Method,
            Markdown.Count(row.Runs.Count),
            Markdown.Count(row.Runs[0].Number("done.nnz")),
            Markdown.Percent(row.Runs.Select(run => data.BestEpoch(run).Number("valid.accuracy"))),
            $"**{Markdown.Percent(row.Runs.Select(Test))}**",
            Markdown.Percent(row.Runs.Select(run => run.Number("eval.test-last.accuracy"))),
            string.Join(", ", row.Runs.Select(run => run.Text("eval.test-best.epoch"))),
            Markdown.Count(Statistics.Median(row.Runs.Select(run => run.Number("done.epoch")))),
        }));

    /// <summary>Returns the results of a run, seed by seed.</summary>
    public static IReadOnlyList<RowResult> Results(PageData data, string run)
        => [.. data.RunsIfAny(run).Select(seed => new RowResult(
            ulong.Parse(seed.Text(RunRecord.SeedColumn), CultureInfo.InvariantCulture),
            IsAccuracy: true,
            data.BestEpoch(seed).Number("valid.accuracy"),
            Test(seed),
            (long)seed.Number("done.nnz"),
            seed.Number("done.flops_paper"),
            seed.Number("done.elapsed_s")))];

    private static string Claims(PageData data)
    {
        RowOutcome[] outcomes = [.. Rows.Select(row => new RowOutcome(
            new ReproductionRow(row.Run, $"{row.Set}: {row.Method}") { Series = row.Set },
            Results(data, row.Run),
            null))];
        ReproductionClaim[] claims = [.. Sets.SelectMany(set => new[] { set.Epsilon, 2 }
            .Select(epsilon => new ReproductionClaim(
                "sparse training beats dense", $"{set.Key}-eps{epsilon}", $"{set.Key}-dense")))];
        var text = new StringBuilder();
        ReproductionReport.AppendClaims(text, claims, outcomes);
        return Markdown.WithSigns(text);
    }

    // The paper's figures are those of the reproduction's rows; of the data that are here in full, or nearly.
    private static string AgainstThePaper(PageData data)
    {
        var source = new ReproductionData(null, ReproductionScale.Paper);
        string[] tables = ["table4", "table6"];
        var rows = tables.SelectMany(table => ReproductionTargets.Get(table, source).Rows.Select(row => (table, row)))
            .ToDictionary(row => $"{row.table}/{row.row.Key}", row => row.row.Published!.Test);
        return Markdown.Table(
            "data | model | paper | here | difference",
            Sets.Take(2).SelectMany(set => new (string Title, string Model, string Run, decimal Paper)[]
            {
                (set.Title, "dense", $"{set.Key}-dense", rows[$"table4/{set.Key}-dense"]),
                (set.Title, "ST-RNN, epsilon 10", $"{set.Key}-eps10", rows[$"table4/{set.Key}-st"]),
                (set.Title, "ST-RNN, epsilon 2", $"{set.Key}-eps2", rows[$"table6/{set.Key}-st"]),
            }).Select(row =>
            {
                double here = 100 * data.Runs(row.Run).Average(Test);
                return new[]
                {
                    row.Title,
                    row.Model,
                    row.Paper.ToString(CultureInfo.InvariantCulture),
                    Markdown.Number(here, 2),
                    Markdown.Number(here - (double)row.Paper, 1),
                };
            }));
    }

    private static string ImdbSingleRuns(PageData data) => Markdown.Table(
        "IMDB, seed 1 | test, best epoch | best epoch",
        new[]
        {
            ("epsilon 10, all 25,000 texts, epoch chosen by the test set", "imdb-maxtest"),
            ("epsilon 2, 20 epochs", "imdb-eps2-20epochs"),
        }.Select(row => new[]
        {
            row.Item1,
            Markdown.Percent([Test(data.Run(row.Item2))]),
            data.Run(row.Item2).Text("eval.test-best.epoch"),
        }));

    private static string Times(PageData data) => Markdown.Table(
        "data | method | seconds a training | tokens/s | peak RSS, MiB",
        Rows.Select(row => (Row: row, Runs: data.Runs(row.Run))).Select(row => new[]
        {
            row.Row.Set,
            row.Row.Method,
            Markdown.Count(row.Runs.Average(run => run.Number("done.elapsed_s"))),
            Markdown.Count(row.Runs.Average(run => run.Number("steps.tokens_per_second_median"))),
            Markdown.Count(row.Runs.Max(run => run.Number("done.peak_rss_bytes")) / (1 << 20)),
        }));

    private static double Test(CsvRow run) => run.Number("eval.test-best.accuracy");
}
