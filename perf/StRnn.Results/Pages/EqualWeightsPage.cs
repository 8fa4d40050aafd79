using System.Globalization;
using System.Text;
using StRnn.Experiments.Reproduction;
using StRnn.Reproduction;
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
        ["claims"] = Claims,
        ["equal-time"] = EqualTime,
    });

    private static ReproductionTarget Target
        => ReproductionTargets.Get(Name, new ReproductionData(null, ReproductionScale.Medium));

    private static string Claims(PageData data)
    {
        var text = new StringBuilder();
        var target = Target;
        var outcomes = target.Rows
            .Select(row => new RowOutcome(row, [.. Runs(data, row).Select(Result)], null))
            .ToList();
        ReproductionReport.AppendClaims(text, target.Claims, outcomes, target.Variants);
        return Markdown.WithSigns(text);
    }

    private static RowResult Result(CsvRow run) => new(
        ulong.Parse(run.Text(RunRecord.SeedColumn), CultureInfo.InvariantCulture),
        IsAccuracy: false,
        run.Number("done.perplexity"),
        run.Number("eval.test-best.perplexity"),
        (long)run.Number("done.nnz"),
        run.Number("done.flops_paper"),
        run.Number("done.elapsed_s"));

    /// <summary>
    /// The lowest validation perplexity of the epochs that a row ends within a time, in multiples of the dense model's
    /// whole training; a column for each.
    /// </summary>
    private static string EqualTime(PageData data)
    {
        var dense = Target.Rows.Where(row => row.IsReference).SelectMany(row => Runs(data, row)).ToList();
        if (dense.Count == 0)
        {
            return "No dense row is trained yet, whose training time is the unit.\n";
        }

        double unit = dense.Average(run => SecondsAt(run, data.Epochs(run)[^1]));
        return Markdown.Table(
            "row | seconds an epoch | " + string.Join(" | ", Budgets.Select(share
                => FormattableString.Invariant($"validation within {share * unit / 3600:0.0} h"))),
            Target.Rows.Where(row => Runs(data, row).Count > 0).Select(row => (string[])
            [
                row.Label,
                Markdown.Number(Runs(data, row).Average(run => SecondsAt(run, data.Epochs(run)[0])), 0),
                .. Budgets.Select(share => Within(data, row, share * unit)),
            ]));
    }

    private static string Within(PageData data, ReproductionRow row, double seconds)
    {
        var best = Runs(data, row)
            .Select(run => data.Epochs(run)
                .Where(epoch => SecondsAt(run, epoch) <= seconds)
                .Select(epoch => epoch.Number("valid.perplexity"))
                .DefaultIfEmpty(double.NaN)
                .Min())
            .ToList();
        return best.Exists(double.IsNaN) ? "-" : Markdown.Spread(best);
    }

    // Runs share their machine with other work: the quarter of the fastest reports is the least disturbed.
    private static double SecondsAt(CsvRow run, CsvRow epoch)
        => epoch.Number("step") * run.Number("steps.step_ms_q1") / 1000;

    private static IReadOnlyList<CsvRow> Runs(PageData data, ReproductionRow row)
        => data.RunsIfAny($"{Name}/{row.Key}");

    private static string[] Row(PageData data, ReproductionRow row)
    {
        var runs = Runs(data, row);
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
