using System.Globalization;
using System.Text;
using System.Text.Json;
using StRnn.Experiments.Configuration;
using StRnn.Training;

namespace StRnn.Cli.Reproduction;

/// <summary>
/// A table as markdown and JSON: the paper's figure beside ours, and which of the differences the seeds cover.
/// </summary>
internal static class ReproductionReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Writes <c>NAME.md</c> and <c>NAME.json</c>.</summary>
    /// <returns>The markdown's path.</returns>
    public static string Write(string folder, ReproductionTarget target, ReproductionScale scale, int seeds, IReadOnlyList<RowOutcome> outcomes, string? plot)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{target.Name}.md");
        RunDirectory.WriteText(path, Markdown(target, scale, seeds, outcomes, plot));
        RunDirectory.WriteText(Path.Combine(folder, $"{target.Name}.json"), JsonSerializer.Serialize(
            new
            {
                target.Name,
                target.Title,
                Scale = scale.ToString().ToLowerInvariant(),
                Seeds = seeds,
                Program = ProgramVersion.Text,
                Rows = outcomes.Select(outcome => new
                {
                    outcome.Row.Key,
                    outcome.Row.Label,
                    outcome.Row.X,
                    outcome.Row.Series,
                    outcome.Row.Paper,
                    outcome.Row.PaperWeights,
                    PaperTrainingFlops = outcome.Row.PaperFlops,
                    PaperTexts = outcome.Row.PaperTexts?.Count,
                    outcome.Results,
                    MeanValid = RowOutcome.Mean(outcome.Results.Select(result => result.Valid)),
                    MeanTest = RowOutcome.Mean(outcome.Results.Select(result => result.Test)),
                    DeviationTest = RowOutcome.Deviation(outcome.Results.Select(result => result.Test)),
                    outcome.Problem,
                }),
            },
            Json) + "\n");
        return path;
    }

    private static string Markdown(
        ReproductionTarget target, ReproductionScale scale, int seeds, IReadOnlyList<RowOutcome> outcomes, string? plot)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {target.Name}: {target.Title}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Scale {scale.ToString().ToLowerInvariant()}, {seeds} seed{(seeds == 1 ? string.Empty : "s")} a row, by {ProgramVersion.Text}. {Meaning(scale)}\n\n");
        foreach (string note in target.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        AppendRows(text, outcomes);
        AppendTexts(text, outcomes);
        AppendClaims(text, target, outcomes);
        text.Append("\nSpreads are sample standard deviations over the seeds. Differences are taken seed by seed; behind +- stands half their 95 % confidence interval ");
        text.Append("(Student's t), and a verdict only where they exceed it.\n");
        if (plot is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![{target.Title}]({plot})\n");
        }

        return text.ToString();
    }

    /// <summary>Appends the table of the rows, and which seeds are missing.</summary>
    internal static void AppendRows(StringBuilder text, IReadOnlyList<RowOutcome> outcomes)
    {
        var dense = outcomes.FirstOrDefault(outcome => outcome.Row.Key == "dense" && outcome.Results.Count > 0);
        text.Append("\n| row | weights | training FLOPs | paper's | validation | test | paper's |");
        text.Append(dense is null ? "\n| --- | --- | --- | --- | --- | --- | --- |\n" : " test - dense |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        var problems = new StringBuilder();
        double? denseFlops = dense is null ? null : RowOutcome.Mean(dense.Results.Select(result => result.Flops));
        foreach (var outcome in outcomes)
        {
            var row = outcome.Row;
            if (outcome.Results.Count == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Label} | - | - | {row.PaperFlops ?? "-"} | {outcome.Problem} | - | {row.Paper ?? "-"} |{(dense is null ? string.Empty : " - |")}\n");
                continue;
            }

            double? flops = RowOutcome.Mean(outcome.Results.Select(result => result.Flops));
            bool isAccuracy = outcome.Results[0].IsAccuracy;
            string weights = outcome.Results[0].Weights is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : "-";
            weights += row.PaperWeights is { } printed ? $" (paper {printed})" : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"| {row.Label} | {weights} | {Flops(flops, denseFlops)} | {row.PaperFlops ?? "-"} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Spread(outcome.Results.Select(result => result.Valid), isAccuracy)} | {Spread(outcome.Results.Select(result => result.Test), isAccuracy)} | {row.Paper ?? "-"} |");
            text.Append(dense is null ? "\n" : $" {(outcome == dense ? "-" : Verdict.Of(outcome, dense) ?? "-")} |\n");
            if (outcome.Problem is not null)
            {
                problems.Append(CultureInfo.InvariantCulture, $"- {row.Label}: {outcome.Problem}\n");
            }
        }

        if (problems.Length > 0)
        {
            text.Append("\nNot all seeds were trained:\n\n").Append(problems);
        }
    }

    // A set that has lost texts since, or is cut to a scale, is not the paper's.
    private static void AppendTexts(StringBuilder text, IReadOnlyList<RowOutcome> outcomes)
    {
        var differing = outcomes
            .SelectMany(outcome => outcome.Results.Select(result => (outcome.Row.PaperTexts, result.Texts)))
            .Where(pair => pair.PaperTexts is { } published && pair.Texts != published.Count)
            .Distinct()
            .ToList();
        if (differing.Count > 0)
        {
            text.Append("\nNot the paper's number of texts to learn from, validation included:\n\n");
            differing.ForEach(pair => text.Append(CultureInfo.InvariantCulture, $"- {pair.PaperTexts!.Set}: {pair.Texts?.ToString("N0", CultureInfo.InvariantCulture) ?? "not recorded"}, the paper's {pair.PaperTexts.Count:N0}\n"));
        }
    }

    /// <summary>Appends the table of the claims that can be decided.</summary>
    internal static void AppendClaims(StringBuilder text, ReproductionTarget target, IReadOnlyList<RowOutcome> outcomes)
    {
        var lines = target.Claims.Select(claim =>
        {
            var ours = outcomes.First(outcome => outcome.Row.Key == claim.Better);
            var theirs = outcomes.First(outcome => outcome.Row.Key == claim.Than);
            return Verdict.Of(ours, theirs) is { } verdict ? $"| {claim.Statement} | {ours.Row.Label} | {theirs.Row.Label} | {verdict} |\n" : null;
        }).Where(line => line is not null).ToList();
        if (lines.Count > 0)
        {
            text.Append("\n| is it so that | row | against | difference of the test figures |\n| --- | --- | --- | --- |\n");
            lines.ForEach(line => text.Append(line));
        }
    }

    private static string Meaning(ReproductionScale scale) => scale switch
    {
        ReproductionScale.Tiny => "This scale shows that everything runs; its numbers mean nothing.",
        ReproductionScale.Small => "Language models are smaller than the paper's and learn from less text, by one recipe for all rows: compare rows with each other, not with the "
            + "paper. Their sparse weights begin in a range widened by 1/sqrt(density), where a row does not say otherwise. Classifiers are the paper's, on at most 100,000 training texts.",
        _ => "The published setting.",
    };

    private static string Flops(double? flops, double? dense)
        => flops is null ? "-"
            : dense is { } whole ? $"{(flops.Value / whole).ToString("0.000", CultureInfo.InvariantCulture)}x"
            : flops.Value.ToString("0.00e+0", CultureInfo.InvariantCulture);

    private static string Spread(IEnumerable<double?> values, bool isAccuracy)
    {
        double?[] all = [.. values];
        double factor = isAccuracy ? 100 : 1;
        string unit = isAccuracy ? " %" : string.Empty;
        return RowOutcome.Mean(all) is not { } mean ? "-"
            : RowOutcome.Deviation(all) is { } deviation ? $"{Number(factor * mean)} +- {Number(factor * deviation)}{unit}"
            : $"{Number(factor * mean)}{unit}";
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
