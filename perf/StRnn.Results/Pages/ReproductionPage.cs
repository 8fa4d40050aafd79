using System.Globalization;
using System.Text;
using StRnn.Experiments.Reproduction;
using StRnn.Reproduction;
using StRnn.Results.Data;

using static System.FormattableString;

namespace StRnn.Results.Pages;

/// <summary>The runs of <c>strnn-reproduce</c>, in the tables that it writes itself.</summary>
internal static class ReproductionPage
{
    private const string LargeRun = "ptb-lstm-large";
    private const string DenseTweets = "sanders-dense";
    private const string Dense = "dense";

    private static readonly string[] Figures = ["fig2", "fig3"];

    /// <summary>Gets the page.</summary>
    public static ResultsPage Page { get; } = new("reproduction", new Dictionary<string, Func<PageData, string>>
    {
        ["table2"] = data => Rows(data, "table2"),
        ["table2-claims"] = data => Claims(data, "table2"),
        ["table3"] = data => Rows(data, "table3"),
        ["table3-claims"] = data => Claims(data, "table3"),
        ["table7"] = data => Rows(data, "table7"),
        ["table7-claims"] = data => Claims(data, "table7"),
        ["fig2"] = PruningRates,
        ["fig2-claims"] = data => Claims(data, "fig2"),
        ["fig3"] = Sparsities,
        ["fig3-claims"] = data => Claims(data, "fig3"),
        ["large"] = LargeEpochs,
    })
    {
        Plot = Plot,
    };

    private static ReproductionTarget Target(string name)
        => ReproductionTargets.Get(name, new ReproductionData(null, ReproductionScale.Small));

    private static IReadOnlyList<RowOutcome> Outcomes(PageData data, ReproductionTarget target)
        => [.. target.Rows.Select(row => new RowOutcome(row, Results(data, target.Name, row.Key), null))];

    // The dense row of the figures is the dense model of the page on classification: the same data and recipe.
    private static IReadOnlyList<RowResult> Results(PageData data, string target, string row)
        => row == DenseTweets && Figures.Contains(target)
            ? ClassificationPage.Results(data.Of(ClassificationPage.Page.Name), row)
            : [.. data.RunsIfAny($"{target}/{row}").Select(seed => Result(data, seed))];

    private static RowResult Result(PageData data, CsvRow run)
    {
        double? accuracy = run.NumberIfAny("eval.test-best.accuracy");
        return new RowResult(
            ulong.Parse(run.Text(RunRecord.SeedColumn), CultureInfo.InvariantCulture),
            accuracy is not null,
            accuracy is null ? run.Number("done.perplexity") : data.BestEpoch(run).Number("valid.accuracy"),
            accuracy ?? run.Number("eval.test-best.perplexity"),
            (long)run.Number(TableReport.WeightsColumn),
            run.Number("done.flops_paper"),
            run.Number("done.elapsed_s"))
        {
            TestFlops = RowResult.InferenceFlops(
                run.Number("done.inference_flops_per_token"), run.Text("method.name")),
        };
    }

    private static string Rows(PageData data, string name)
    {
        var text = new StringBuilder();
        ReproductionReport.AppendRows(text, Outcomes(data, Target(name)));
        return Markdown.WithSigns(text);
    }

    private static string Claims(PageData data, string name)
    {
        var text = new StringBuilder();
        var target = Target(name);
        ReproductionReport.AppendClaims(text, target.Claims, Outcomes(data, target));
        return Markdown.WithSigns(text);
    }

    private static string PruningRates(PageData data) => Markdown.Table(
        "pruning rate | seeds | validation | test",
        Trained(data, "fig2").Select(outcome => Accuracies(outcome)
            .Prepend(outcome.Row.X is { } rate ? Text(rate) : Dense)
            .ToArray()));

    private static string Sparsities(PageData data) => Markdown.Table(
        "epsilon | sparsity | weights | seeds | validation | test | paper's",
        Trained(data, "fig3").Select(outcome => new[]
        {
            outcome.Row.IsReference ? Dense : data.Run($"fig3/{outcome.Row.Key}").Text("method.epsilon"),
            outcome.Row.X is { } sparsity ? $"{Markdown.Number(100 * sparsity, 2)} %" : "-",
            Markdown.Count(outcome.Results[0].Weights!.Value),
        }
        .Concat(Accuracies(outcome))
        .Append(outcome.Row.Published is { } published ? Invariant($"{published.Test} %") : "-")
        .ToArray()));

    private static IEnumerable<RowOutcome> Trained(PageData data, string name)
        => Outcomes(data, Target(name)).Where(outcome => outcome.Results.Count > 0);

    private static IEnumerable<string> Accuracies(RowOutcome outcome) =>
    [
        Markdown.Count(outcome.Results.Count),
        $"{Markdown.Percent(outcome.Results.Select(result => result.Valid!.Value))} %",
        $"{Markdown.Percent(outcome.Results.Select(result => result.Test!.Value))} %",
    ];

    private static string LargeEpochs(PageData data) => Markdown.Table(
        "epoch | steps | training perplexity | validation perplexity | pruning rate after it | weights ever active",
        data.Epochs(data.Run(LargeRun)).Select(epoch => new[]
        {
            epoch.Text("epoch"),
            Markdown.Count(epoch.Number("step")),
            Markdown.Number(epoch.Number("train.perplexity"), 1),
            $"**{Markdown.Number(epoch.Number("valid.perplexity"), 1)}**",
            epoch.NumberIfAny("topology.prune_rate") is { } rate ? Markdown.Number(rate, 4) : "-",
            epoch.NumberIfAny("topology.exploration_rate") is { } explored ? Markdown.Number(explored, 3) : "-",
        }));

    private static void Plot(PageData data, string folder)
    {
        foreach (var target in Figures.Select(Target))
        {
            _ = ReproductionPlot.Write(folder, target, Outcomes(data, target));
        }
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
