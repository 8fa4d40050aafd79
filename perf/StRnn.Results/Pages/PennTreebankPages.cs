using System.Globalization;
using StRnn.Results.Data;

namespace StRnn.Results.Pages;

/// <summary>The pages of single language models on the Penn Treebank.</summary>
internal static class PennTreebankPages
{
    // Beyond the vocabulary's size a model is worse than guessing.
    private const double Diverged = 10_000;

    private static readonly (string Label, string Run)[] SmallRows =
        [("dense", "dense"), ("ST-RNN, sparsity 0.67", "st-0.67"), ("ST-RNN, sparsity 0.80", "st-0.80")];

    private static readonly (string Label, string Run)[] RhnRows = [("dense", "small-dense"), ("ST-RNN", "small-st")];

    private static readonly (string Label, string Run)[] ShorterRows =
    [
        ("dense, A: `--method dense`", "dense"),
        ("ST-RNN, A: `--sparsity 0.528`", "st"),
        ("dense, B", "dense-lr4"),
        ("ST-RNN, B", "st-lr4"),
    ];

    /// <summary>Gets the page of one training step of the large model.</summary>
    public static ResultsPage Large { get; } = new("ptb-large-step", new Dictionary<string, Func<PageData, string>>
    {
        ["step"] = Step,
    });

    /// <summary>Gets the page of the small RHN.</summary>
    public static ResultsPage Rhn { get; } = new("ptb-rhn", new Dictionary<string, Func<PageData, string>>
    {
        ["models"] = data => Markdown.Table(
            "run | weights | train, last epoch | valid | **test, 20 streams** | test, one stream",
            RhnRows.Select(row => RhnRow(data, row.Label, row.Run))),
        ["shorter"] = data => Markdown.Table(
            "run | weights | valid by epoch | **test, 20 streams** | test, one stream",
            ShorterRows.Select(row => ShorterRow(data, row.Label, row.Run))),
    });

    /// <summary>Gets the page of the small LSTM.</summary>
    public static ResultsPage Small { get; } = new("ptb-small", new Dictionary<string, Func<PageData, string>>
    {
        ["models"] = data => Markdown.Table(
            "model | weights | training FLOPs, executed | of dense | train (last epoch) | valid (best epoch) "
                + "| **test, 20 streams** | test, one stream",
            SmallRows.Select(row => SmallRow(data, row.Label, row.Run))),
        ["validation"] = data => Markdown.Table(
            $"model | {string.Join(" | ", data.Epochs(data.Run("dense")).Select(epoch => epoch.Text("epoch")))}",
            SmallRows.Select(row => Validations(data.Epochs(data.Run(row.Run))).Prepend(row.Label).ToArray())),
    });

    // The first block has the start of the program in it.
    private static string Step(PageData data)
    {
        var steps = data.Steps(data.Run("ptb-large-step"));
        double Median(string column) => Statistics.Median(steps.Skip(1).Select(step => step.Number(column)));
        return Markdown.Table(
            "ms per training step | tokens/s | peak resident memory",
            [[
                Markdown.Number(Median("step_ms"), 0),
                Markdown.Count(Median("tokens_per_second")),
                $"{Markdown.Number(steps.Max(step => step.Number("peak_rss_bytes")) / 1e6, 0)} MB",
            ]]);
    }

    private static string[] SmallRow(PageData data, string label, string name)
    {
        var run = data.Run(name);
        var best = data.Epochs(run).MinBy(epoch => epoch.Number("valid.perplexity"))!;
        double flops = run.Number("done.flops_actual");
        return
        [
            label,
            Markdown.Count(run.Number("done.nnz")),
            flops.ToString("0.00e+00", CultureInfo.InvariantCulture),
            Markdown.Number(flops / data.Run("dense").Number("done.flops_actual"), 3),
            Perplexity(data.Epochs(run)[^1], "train", 1),
            $"{Perplexity(best, "valid", 2)} ({best.Text("epoch")})",
            .. Tests(run),
        ];
    }

    private static string[] RhnRow(PageData data, string label, string name)
    {
        var run = data.Run(name);
        return
        [
            label,
            Markdown.Count(run.Number("done.nnz")),
            Perplexity(data.Epochs(run)[^1], "train", 2),
            Markdown.Number(run.Number("done.perplexity"), 2),
            .. Tests(run),
        ];
    }

    // A run that was stopped has no summary; it has the weights of the other run of its method.
    private static string[] ShorterRow(PageData data, string label, string name)
    {
        var run = data.Run(name);
        var epochs = data.Epochs(run);
        var valid = Validations(epochs.TakeWhile(epoch => epoch.Number("valid.perplexity") < Diverged)).ToList();
        if (valid.Count < epochs.Count)
        {
            valid.Add($"diverges in epoch {epochs[valid.Count].Text("epoch")}");
        }

        double weights = run.NumberIfAny("done.nnz") ?? data.Run(run.Text("method.name")).Number("done.nnz");
        return [label, Markdown.Count(weights), string.Join(", ", valid), .. Tests(run)];
    }

    private static string[] Tests(CsvRow run) => run.NumberIfAny("eval.test.perplexity") is { } test
        ? [$"**{Markdown.Number(test, 2)}**", Markdown.Number(run.Number("eval.test-single-stream.perplexity"), 2)]
        : ["-", "-"];

    private static IEnumerable<string> Validations(IEnumerable<CsvRow> epochs)
        => epochs.Select(epoch => Perplexity(epoch, "valid", 1));

    private static string Perplexity(CsvRow epoch, string group, int decimals)
        => Markdown.Number(epoch.Number($"{group}.perplexity"), decimals);
}
