using System.Globalization;
using System.Text;
using System.Text.Json;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;
using StRnn.Training;

using static System.FormattableString;

namespace StRnn.Cli.Reproduction;

/// <summary>
/// Writes a table as markdown and JSON: the paper's figures beside ours, and the differences that exceed the spread.
/// </summary>
internal static class ReproductionReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Writes <c>NAME.md</c> and <c>NAME.json</c>.</summary>
    /// <returns>The markdown's path.</returns>
    public static string Write(
        string folder,
        ReproductionTarget target,
        ReproductionScale scale,
        int seeds,
        IReadOnlyList<RowOutcome> outcomes,
        string? plot)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{target.Name}.md");
        RunDirectory.WriteText(path, Markdown(target, scale, seeds, outcomes, plot));
        RunDirectory.WriteText(Path.Combine(folder, $"{target.Name}.json"), JsonSerializer.Serialize(
            new
            {
                target.Name,
                target.Title,
                Scale = NameOf(scale),
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
                    MeanValid = SeedStatistics.Mean(outcome.Results.Select(result => result.Valid)),
                    MeanTest = SeedStatistics.Mean(outcome.Results.Select(result => result.Test)),
                    DeviationTest = SeedStatistics.Deviation(outcome.Results.Select(result => result.Test)),
                    outcome.Problem,
                }),
            },
            Json) + "\n");
        return path;
    }

    private static string Markdown(
        ReproductionTarget target,
        ReproductionScale scale,
        int seeds,
        IReadOnlyList<RowOutcome> outcomes,
        string? plot)
    {
        var text = new StringBuilder();
        string plural = seeds == 1 ? string.Empty : "s";
        text.Append(Invariant($"# {target.Name}: {target.Title}\n\n"));
        text.Append(Invariant($"Scale {NameOf(scale)}, {seeds} seed{plural} a row, by {ProgramVersion.Text}. "));
        text.Append(Invariant($"{Meaning(scale)}\n\n"));
        foreach (string note in target.Notes)
        {
            text.Append(Invariant($"- {note}\n"));
        }

        AppendRows(text, outcomes);
        AppendTexts(text, outcomes);
        AppendClaims(text, target, outcomes);
        text.Append("\nSpreads are sample standard deviations over the seeds. Differences are taken seed by seed; ");
        text.Append("behind +- stands half their 95 % confidence interval ");
        text.Append("(Student's t), and a verdict only where they exceed it.\n");
        if (plot is not null)
        {
            text.Append(Invariant($"\n![{target.Title}]({plot})\n"));
        }

        return text.ToString();
    }

    /// <summary>Appends the table of the rows, and the rows that lack seeds.</summary>
    internal static void AppendRows(StringBuilder text, IReadOnlyList<RowOutcome> outcomes)
    {
        var dense = outcomes.FirstOrDefault(outcome => outcome.Row.Key == "dense" && outcome.Results.Count > 0);
        text.Append("\n| row | weights | training FLOPs | paper's | validation | test | paper's |");
        text.Append(dense is null ? "\n" : " test - dense |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- |").Append(dense is null ? "\n" : " --- |\n");
        double? denseFlops = dense is null ? null : Mean(dense, result => result.Flops);
        foreach (var outcome in outcomes)
        {
            var row = outcome.Row;
            string difference = dense is null ? string.Empty
                : outcome == dense ? " - |"
                : $" {Verdict.Of(outcome, dense) ?? "-"} |";
            string figures = outcome.Results.Count == 0
                ? $"| - | - | {row.PaperFlops ?? "-"} | {outcome.Problem} | - |"
                : $"| {Weights(outcome)} | {Flops(Mean(outcome, result => result.Flops), denseFlops)} "
                    + $"| {row.PaperFlops ?? "-"} | {Spread(outcome, result => result.Valid)} "
                    + $"| {Spread(outcome, result => result.Test)} |";
            text.Append(Invariant($"| {row.Label} {figures} {row.Paper ?? "-"} |{difference}\n"));
        }

        string[] problems =
        [
            .. outcomes.Where(outcome => outcome.Results.Count > 0 && outcome.Problem is not null)
                .Select(outcome => $"- {outcome.Row.Label}: {outcome.Problem}\n"),
        ];
        if (problems.Length > 0)
        {
            text.Append("\nNot all seeds were trained:\n\n").AppendJoin(string.Empty, problems);
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
            foreach (var (published, texts) in differing)
            {
                string ours = texts is { } count ? Invariant($"{count:N0}") : "not recorded";
                text.Append(Invariant($"- {published!.Set}: {ours}, the paper's {published.Count:N0}\n"));
            }
        }
    }

    /// <summary>Appends the table of the claims that can be decided.</summary>
    internal static void AppendClaims(
        StringBuilder text, ReproductionTarget target, IReadOnlyList<RowOutcome> outcomes)
    {
        string[] lines = [.. target.Claims.Select(Line).OfType<string>()];
        if (lines.Length > 0)
        {
            text.Append("\n| is it so that | row | against | difference of the test figures |\n");
            text.Append("| --- | --- | --- | --- |\n").AppendJoin(string.Empty, lines);
        }

        string? Line(ReproductionClaim claim)
        {
            var ours = outcomes.First(outcome => outcome.Row.Key == claim.Better);
            var theirs = outcomes.First(outcome => outcome.Row.Key == claim.Than);
            return Verdict.Of(ours, theirs) is { } verdict
                ? $"| {claim.Statement} | {ours.Row.Label} | {theirs.Row.Label} | {verdict} |\n"
                : null;
        }
    }

    private static string NameOf(ReproductionScale scale) => scale.ToString().ToLowerInvariant();

    private static string Meaning(ReproductionScale scale) => scale switch
    {
        ReproductionScale.Tiny => "This scale shows that everything runs; its numbers mean nothing.",
        ReproductionScale.Small => "Language models are smaller than the paper's and learn from less text, by one "
            + "recipe for all rows: compare rows with each other, not with the paper. Their sparse weights begin in a "
            + "range widened by 1/sqrt(density), where a row does not say otherwise. Classifiers are the paper's, on "
            + "at most 100,000 training texts.",
        ReproductionScale.Medium => "Language models are the medium ones of Zaremba et al. 2014 on the whole corpus, "
            + "in 20 epochs by one recipe for all rows; the learning rate falls by epochs. Classifiers are as at the "
            + "small scale.",
        _ => "The published setting.",
    };

    private static string Weights(RowOutcome outcome)
    {
        string ours = outcome.Results[0].Weights is { } count ? Invariant($"{count:N0}") : "-";
        return outcome.Row.PaperWeights is { } printed ? $"{ours} (paper {printed})" : ours;
    }

    private static double? Mean(RowOutcome outcome, Func<RowResult, double?> figure)
        => SeedStatistics.Mean(outcome.Results.Select(figure));

    private static string Flops(double? flops, double? dense)
        => flops is null ? "-"
            : dense is { } whole ? Invariant($"{flops.Value / whole:0.000}x")
            : Invariant($"{flops.Value:0.00e+0}");

    private static string Spread(RowOutcome outcome, Func<RowResult, double?> figure)
    {
        double?[] all = [.. outcome.Results.Select(figure)];
        bool isAccuracy = outcome.Results[0].IsAccuracy;
        double factor = isAccuracy ? 100 : 1;
        string unit = isAccuracy ? " %" : string.Empty;
        return SeedStatistics.Mean(all) is not { } mean ? "-"
            : SeedStatistics.Deviation(all) is { } deviation
                ? Invariant($"{factor * mean:0.00} +- {factor * deviation:0.00}{unit}")
            : Invariant($"{factor * mean:0.00}{unit}");
    }
}
