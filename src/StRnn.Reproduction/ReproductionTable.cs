using System.Globalization;
using System.Text;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;

using static System.FormattableString;

namespace StRnn.Reproduction;

/// <summary>The columns of the tables of rows and claims.</summary>
internal static class ReproductionTable
{
    private const string None = "-";
    private const string Paper = "paper's";

    /// <summary>
    /// Appends a table; a column in which nothing stands is left out, unless the paper's beside it has something.
    /// </summary>
    public static void Append<T>(StringBuilder text, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> lines)
    {
        Column<T>[] filled = [.. columns.Where((column, i) => !column.IsOptional
            || IsFilled(column)
            || (column.Title != Paper && i + 1 < columns.Count && columns[i + 1] is { Title: Paper } beside
                && IsFilled(beside)))];
        text.Append(Invariant($"\n| {string.Join(" | ", filled.Select(column => column.Title))} |\n"));
        text.Append(Invariant($"| {string.Join(" | ", filled.Select(_ => "---"))} |\n"));
        foreach (var line in lines)
        {
            text.Append(Invariant($"| {string.Join(" | ", filled.Select(column => column.Cell(line)))} |\n"));
        }

        bool IsFilled(Column<T> column) => lines.Any(line => column.Cell(line) != None);
    }

    /// <summary>Returns the columns of a table of rows: ours, and beside each the paper's.</summary>
    /// <param name="outcomes">All rows of the table.</param>
    /// <param name="comparison">Compares them.</param>
    public static IReadOnlyList<Column<RowOutcome>> Rows(
        IReadOnlyList<RowOutcome> outcomes, RowComparison comparison)
    {
        return
        [
            new("row", outcome => outcome.Row.Label),
            new("weights", outcome => outcome.Results.Count > 0 && outcome.Results[0].Weights is { } count
                ? Invariant($"{count:N0}")
                : None),
            Published(figures => figures.Weights is { } millions ? Invariant($"{millions:0.0#}M") : None),
            new("training FLOPs", outcome => Relative(outcome, result => result.Flops), IsOptional: true),
            Published(figures => Multiplier(figures.TrainingFlops)),
            new("test FLOPs", outcome => Relative(outcome, result => result.TestFlops), IsOptional: true),
            Published(figures => Multiplier(figures.TestFlops)),
            new("validation", outcome => Spread(outcome, result => result.Valid) ?? None),
            Published(figures => Number(figures.Valid)),
            new("test", outcome => Spread(outcome, result => result.Test) ?? outcome.Problem ?? "not trained"),
            Published(Test),
            new("test - dense", outcome => Dense(outcome) is { } test ? Difference(test) : None, IsOptional: true),
            new(Paper, outcome => Signed(Dense(outcome)?.Published), IsOptional: true),
        ];

        RowOutcome? Reference(RowOutcome outcome)
            => outcomes.FirstOrDefault(other => other.Row.IsReference
                && other.Row.Series == outcome.Row.Series
                && comparison.StandsForGroup(other.Row.Key));

        ClaimTest? Dense(RowOutcome outcome)
            => Reference(outcome) is { } reference && reference != outcome
                ? comparison.Compare(outcome.Row.Key, reference.Row.Key)
                : null;

        string Relative(RowOutcome outcome, Func<RowResult, double?> figure)
            => outcome.Mean(figure) is not { } flops ? None
                : Reference(outcome)?.Mean(figure) is { } whole ? Multiplier(flops / whole)
                : Invariant($"{flops:0.00e+0}");
    }

    /// <summary>Returns the columns of a table of claims.</summary>
    /// <param name="outcomes">All rows of the table.</param>
    /// <param name="comparison">Knows which row stands for a group.</param>
    public static IReadOnlyList<Column<ClaimTest>> Claims(
        IReadOnlyList<RowOutcome> outcomes, RowComparison comparison)
    {
        var labels = outcomes.ToDictionary(outcome => outcome.Row.Key, outcome => outcome.Row.Label);
        return
        [
            new("is it so that", test => test.Claim.Statement),
            new("row", test => Labels(test.Claim.Better)),
            new("against", test => Labels(test.Claim.Than)),
            new("difference of the test figures", Difference),
            new(Paper, test => Signed(test.Published), IsOptional: true),
            new("p", test => Probability(test.Test?.P), IsOptional: true),
            new("p, corrected", test => Probability(test.CorrectedP), IsOptional: true),
            new("verdict", Verdict),
        ];

        string Labels(IReadOnlyList<string> keys)
            => keys.Count == 1 ? LabelOf(keys[0]) : $"mean of {LabelOf(keys[0])} to {LabelOf(keys[^1])}";

        string LabelOf(string key)
            => comparison.Resolve(key) is { } row ? labels[row] : comparison.GroupLabel(key) ?? key;
    }

    /// <summary>Returns the words of a verdict.</summary>
    public static string Verdict(ClaimTest test) => test.Verdict switch
    {
        ClaimVerdict.Yes => "yes",
        ClaimVerdict.No => "no",
        ClaimVerdict.NotSettled => "not settled",
        ClaimVerdict.OneSeed => "one seed: no verdict",
        _ => "not trained",
    };

    private static Column<RowOutcome> Published(Func<PublishedFigures, string> cell)
        => new(Paper, outcome => outcome.Row.Published is { } figures ? cell(figures) : None, IsOptional: true);

    private static string Test(PublishedFigures figures)
    {
        string spread = figures.TestDeviation is { } deviation ? Invariant($" +- {deviation:0.00}") : string.Empty;
        string source = figures.Source is { } quoted ? $" (quoted from {quoted})" : string.Empty;
        return Number(figures.Test) + spread + source;
    }

    private static string Difference(ClaimTest test)
        => test.Test is { } spread ? Invariant($"{spread.Value:0.00} +- {spread.HalfInterval:0.00}")
            : Signed(test.Difference);

    private static string? Spread(RowOutcome outcome, Func<RowResult, double?> figure)
    {
        double factor = outcome.IsAccuracy ? 100 : 1;
        string unit = outcome.IsAccuracy ? " %" : string.Empty;
        return outcome.Mean(figure) is not { } mean ? null
            : SeedStatistics.Deviation(outcome.Results.Select(figure)) is { } deviation
                ? Invariant($"{factor * mean:0.00} +- {factor * deviation:0.00}{unit}")
            : Invariant($"{factor * mean:0.00}{unit}");
    }

    private static string Multiplier(double? share) => share is { } times ? Invariant($"{times:0.000}x") : None;

    private static string Number(decimal? figure) => figure?.ToString(CultureInfo.InvariantCulture) ?? None;

    private static string Signed(double? difference)
        => difference?.ToString("0.00", CultureInfo.InvariantCulture) ?? None;

    private static string Probability(double? p) => p switch
    {
        null => None,
        < 0.0001 => "< 0.0001",
        < 0.001 => Invariant($"{p:0.0000}"),
        _ => Invariant($"{p:0.000}"),
    };
}

/// <summary>A column of a table.</summary>
/// <typeparam name="T">What a line of the table is about.</typeparam>
/// <param name="Title">The title.</param>
/// <param name="Cell">Returns a line's text.</param>
/// <param name="IsOptional">True to leave out the column where no line has anything.</param>
internal sealed record Column<T>(string Title, Func<T, string> Cell, bool IsOptional = false);
