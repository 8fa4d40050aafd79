using System.Globalization;
using StRnn.Experiments.Reproduction;
using StRnn.Results.Data;

namespace StRnn.Results.Pages;

/// <summary>Models with as many weights, wider and sparser; rows appear as they are trained.</summary>
internal static class EqualWeightsPage
{
    private const string Target = "equal-weights";

    /// <summary>Gets the page.</summary>
    public static ResultsPage Page { get; } = new(Target, new Dictionary<string, Func<PageData, string>>
    {
        ["rows"] = data => Markdown.Table(
            "row | weights | seeds | training, last epoch | validation | test | best epochs | clipped steps "
                + "| training FLOPs",
            Rows.Select(row => Row(data, row))),
    });

    private static IReadOnlyList<ReproductionRow> Rows
        => ReproductionTargets.Get(Target, new ReproductionData(null, ReproductionScale.Medium)).Rows;

    private static string[] Row(PageData data, ReproductionRow row)
    {
        var runs = data.RunsIfAny($"{Target}/{row.Key}");
        return runs.Count == 0
            ? [row.Label, "-", "0", .. Enumerable.Repeat("-", 6)]
            :
            [
                row.Label,
                Markdown.Count(runs[0].Number("done.nnz")),
                Markdown.Count(runs.Count),
                Markdown.Spread(runs.Select(run => data.Epochs(run)[^1].Number("train.perplexity"))),
                Markdown.Spread(runs.Select(run => run.Number("done.perplexity"))),
                $"**{Markdown.Spread(runs.Select(run => run.Number("eval.test-best.perplexity")))}**",
                string.Join(", ", runs.Select(run => run.Text("eval.test-best.epoch"))),
                $"{Markdown.Number(100 * runs.Average(run => Clipped(data, run)), 0)} %",
                runs.Average(run => run.Number("done.flops_actual")).ToString("0.00e+0", CultureInfo.InvariantCulture),
            ];
    }

    private static double Clipped(PageData data, CsvRow run)
        => data.Epochs(run).Average(epoch => epoch.Number("train.clipped_share"));
}
