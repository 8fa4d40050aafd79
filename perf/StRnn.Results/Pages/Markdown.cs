using System.Globalization;
using System.Text;
using StRnn.Experiments.Runs;

namespace StRnn.Results.Pages;

/// <summary>Writes tables and numbers.</summary>
internal static class Markdown
{
    /// <summary>Writes a table.</summary>
    public static string Table(string head, IEnumerable<string[]> rows)
    {
        string[] titles = head.Split(" | ");
        string[] rule = [.. titles.Select(_ => "---")];
        return string.Concat(rows.Prepend(rule).Prepend(titles).Select(row => $"| {string.Join(" | ", row)} |\n"));
    }

    /// <summary>Returns a table of the program, which writes for terminals.</summary>
    public static string WithSigns(StringBuilder text) => text.Replace("+-", "±").ToString();

    /// <summary>Writes a number with a fixed count of decimals.</summary>
    public static string Number(double value, int decimals)
        => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    /// <summary>Writes a whole number with its thousands apart.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Writes numbers as mean ± sample standard deviation; one number as itself.</summary>
    public static string Spread(IEnumerable<double> numbers)
    {
        double?[] values = [.. numbers.Select(number => (double?)number)];
        string mean = Number(SeedStatistics.Mean(values)!.Value, 2);
        return SeedStatistics.Deviation(values) is { } deviation ? $"{mean} ± {Number(deviation, 2)}" : mean;
    }

    /// <summary>Writes shares in percent, as <see cref="Spread"/> does.</summary>
    public static string Percent(IEnumerable<double> shares) => Spread(shares.Select(share => 100 * share));
}
