using System.Globalization;
using StRnn.Experiments.Reproduction;
using StRnn.Results.Data;

namespace StRnn.Results.Pages;

/// <summary>Models with as many weights, wider and sparser; rows appear as they are trained.</summary>
internal static class EqualWeightsPage
{
    private const string Name = "equal-weights";

    // Multiples of the whole training time of the dense model.
    private static readonly double[] Budgets = [0.25, 1, 4, 16];

    /// <summary>Gets the page.</summary>
    public static ResultsPage Page { get; } = new(Name, new Dictionary<string, Func<PageData, string>>
    {
        ["rows"] = data => Markdown.Table(
            "row | weights | seeds | training, last epoch | validation | test | best epochs | clipped steps "
                + "| training FLOPs",
            Target.Rows.Select(row => Row(data, row))),
        ["claims"] = data => new StudyTables(data, Target).Claims(),
        ["equal-time"] = data => new StudyTables(data, Target).EqualTime(Target.Rows, Budgets),
    });

    private static ReproductionTarget Target
        => ReproductionTargets.Get(Name, new ReproductionData(null, ReproductionScale.Medium));

    private static string[] Row(PageData data, ReproductionRow row)
    {
        var runs = new StudyTables(data, Target).Runs(row);
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
