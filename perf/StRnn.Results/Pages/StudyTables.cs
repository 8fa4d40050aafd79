using System.Globalization;
using System.Text;
using StRnn.Experiments.Reproduction;
using StRnn.Reproduction;
using StRnn.Results.Data;

namespace StRnn.Results.Pages;

/// <summary>
/// The tables of a page about language models: of a target of <c>strnn-reproduce</c>, as far as it is trained.
/// </summary>
internal sealed class StudyTables(PageData data, ReproductionTarget target)
{
    /// <summary>Returns the runs of a row, by seed.</summary>
    public IReadOnlyList<CsvRow> Runs(ReproductionRow row) => data.RunsIfAny($"{target.Name}/{row.Key}");

    /// <summary>Returns the table of the claims.</summary>
    public string Claims()
    {
        var text = new StringBuilder();
        var outcomes = target.Rows.Select(row => new RowOutcome(row, [.. Runs(row).Select(Result)], null)).ToList();
        ReproductionReport.AppendClaims(text, target.Claims, outcomes, target.Variants);
        return Markdown.WithSigns(text);
    }

    /// <summary>
    /// Returns the lowest validation perplexity of the epochs that a row ends within a time, in multiples of the dense
    /// model's whole training; a column for each.
    /// </summary>
    /// <param name="rows">The rows, the dense one among them.</param>
    /// <param name="budgets">The multiples.</param>
    public string EqualTime(IReadOnlyList<ReproductionRow> rows, IReadOnlyList<double> budgets)
    {
        var dense = rows.Where(row => row.IsReference).SelectMany(Runs).ToList();
        if (dense.Count == 0)
        {
            return "No dense row is trained yet, whose training time is the unit.\n";
        }

        double unit = dense.Average(run => SecondsAt(run, data.Epochs(run)[^1]));
        return Markdown.Table(
            "row | seconds an epoch | " + string.Join(" | ", budgets.Select(share
                => FormattableString.Invariant($"validation within {share * unit / 3600:0.0#} h"))),
            rows.Where(row => Runs(row).Count > 0).Select(row => (string[])
            [
                row.Label,
                Markdown.Number(Runs(row).Average(run => SecondsAt(run, data.Epochs(run)[0])), 0),
                .. budgets.Select(share => Within(row, share * unit)),
            ]));
    }

    private static RowResult Result(CsvRow run) => new(
        ulong.Parse(run.Text(RunRecord.SeedColumn), CultureInfo.InvariantCulture),
        IsAccuracy: false,
        run.Number("done.perplexity"),
        run.Number("eval.test-best.perplexity"),
        (long)run.Number("done.nnz"),
        run.Number("done.flops_paper"),
        run.Number("done.elapsed_s"));

    private string Within(ReproductionRow row, double seconds)
    {
        var best = Runs(row)
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
}
