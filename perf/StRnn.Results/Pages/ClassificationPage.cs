using System.Globalization;
using StRnn.Experiments.Reproduction;
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
        ["imdb-paper"] = ImdbAgainstThePaper,
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

    // The paper's figures are those of the reproduction's rows.
    private static string ImdbAgainstThePaper(PageData data)
    {
        var source = new ReproductionData(null, ReproductionScale.Paper);
        string[] tables = ["table4", "table6"];
        var rows = tables.SelectMany(table => ReproductionTargets.Get(table, source).Rows.Select(row => (table, row)))
            .ToDictionary(row => $"{row.table}/{row.row.Key}", row => row.row.Paper);
        return Markdown.Table(
            "IMDB | paper | here | difference",
            new[]
            {
                ("dense", "imdb-dense", "table4/imdb-dense"),
                ("ST-RNN, epsilon 10", "imdb-eps10", "table4/imdb-st"),
                ("ST-RNN, epsilon 2", "imdb-eps2", "table6/imdb-st"),
            }.Select(row =>
            {
                string paper = rows[row.Item3]!.Split(' ')[0];
                double here = 100 * data.Runs(row.Item2).Average(Test);
                double difference = here - double.Parse(paper, CultureInfo.InvariantCulture);
                return new[] { row.Item1, paper, Markdown.Number(here, 1), Markdown.Number(difference, 1) };
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
