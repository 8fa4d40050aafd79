using System.Text;
using System.Text.Json;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;
using StRnn.Training;

using static System.FormattableString;

namespace StRnn.Reproduction;

/// <summary>
/// Writes a table as markdown and JSON: the paper's figures beside ours, and what the trained rows say of its claims.
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
                    outcome.Row.Published,
                    PaperTexts = outcome.Row.PaperTexts?.Count,
                    outcome.Results,
                    MeanValid = outcome.Mean(result => result.Valid),
                    MeanTest = outcome.Mean(result => result.Test),
                    DeviationTest = SeedStatistics.Deviation(outcome.Results.Select(result => result.Test)),
                    outcome.Problem,
                }),
                Claims = Compare(outcomes, target.Variants).Test(target.Claims).Select(test => new
                {
                    test.Claim.Statement,
                    test.Claim.Better,
                    test.Claim.Than,
                    test.Difference,
                    test.Test?.HalfInterval,
                    test.Test?.DegreesOfFreedom,
                    test.Test?.P,
                    test.CorrectedP,
                    test.Published,
                    Verdict = ReproductionTable.Verdict(test),
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

        AppendRows(text, outcomes, target.Variants);
        AppendTexts(text, outcomes);
        AppendClaims(text, target.Claims, outcomes, target.Variants);
        text.Append("\nSpreads of figures are sample standard deviations over the seeds. Behind a difference stands ");
        text.Append("half its 95 % confidence interval, by Student's t and one variance for all rows of a data set ");
        text.Append("that have two seeds or more; rows that vary far more than the set's others are compared by ");
        text.Append("their own variances. A claim is decided (yes, no) where its p, corrected for the number ");
        text.Append("of the table's claims by Holm's method, is below 0.05; with one seed it is not.\n");
        if (plot is not null)
        {
            text.Append(Invariant($"\n![{target.Title}]({plot})\n"));
        }

        return text.ToString();
    }

    /// <summary>Appends the table of the rows, and the rows that lack seeds.</summary>
    internal static void AppendRows(
        StringBuilder text, IReadOnlyList<RowOutcome> outcomes, IReadOnlyList<RowVariants>? variants = null)
    {
        ReproductionTable.Append(text, ReproductionTable.Rows(outcomes, Compare(outcomes, variants)), outcomes);
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

    /// <summary>Appends the table of the claims.</summary>
    internal static void AppendClaims(
        StringBuilder text,
        IReadOnlyList<ReproductionClaim> claims,
        IReadOnlyList<RowOutcome> outcomes,
        IReadOnlyList<RowVariants>? variants = null)
    {
        if (claims.Count > 0)
        {
            var comparison = Compare(outcomes, variants);
            ReproductionTable.Append(text, ReproductionTable.Claims(outcomes, comparison), comparison.Test(claims));
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

    private static RowComparison Compare(
        IEnumerable<RowOutcome> outcomes, IReadOnlyList<RowVariants>? variants = null)
        => new([.. outcomes.Select(outcome => outcome.Figures)], variants);

    private static string NameOf(ReproductionScale scale) => scale.ToString().ToLowerInvariant();

    private static string Meaning(ReproductionScale scale) => scale switch
    {
        ReproductionScale.Tiny => "This scale shows that everything runs; its numbers mean nothing.",
        ReproductionScale.Small => "Language models are smaller than the paper's and learn from less text, by one "
            + "recipe for all rows: compare rows with each other, not with the paper. Their learning rate falls when "
            + "the validation stalls, so rows end at different rates, and a verdict is about these trainings, not "
            + "about the methods. Their sparse weights begin in a range widened by 1/sqrt(density), where a row does "
            + "not say otherwise. Classifiers are the paper's, on at most 100,000 training texts.",
        ReproductionScale.Medium => "LSTMs have the size and dropout of the medium one of Zaremba et al. 2014, on the "
            + "whole corpus in 20 epochs with momentum, by one recipe for all rows; sparse weights begin in a range "
            + "widened by 1/sqrt(density), where a row does not say otherwise. RHNs are by the preset ptb-rhn-small. "
            + "Learning rates fall by epochs. Classifiers are as at the small scale.",
        _ => "The published setting.",
    };
}
