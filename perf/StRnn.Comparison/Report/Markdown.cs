using System.Text;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Report;

/// <summary>The parts that the pages have in common: wrapped paragraphs and tables of rows.</summary>
internal static class Markdown
{
    private const int Width = 100;

    /// <summary>Appends a paragraph in lines of at most 100 characters, and an empty line.</summary>
    /// <param name="page">The page.</param>
    /// <param name="text">The paragraph, in lines of any length; no word of it may begin a list.</param>
    public static StringBuilder Paragraph(this StringBuilder page, string text)
    {
        int length = 0;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            bool fits = length > 0 && length + 1 + word.Length <= Width;
            page.Append(length == 0 ? "" : fits ? " " : "\n").Append(word);
            length = fits ? length + 1 + word.Length : word.Length;
        }

        return page.Append("\n\n");
    }

    /// <summary>Appends a headed table for each group of rows.</summary>
    /// <param name="page">The page.</param>
    /// <param name="record">The rows, those of a group together, and the processor, which every table names.</param>
    public static StringBuilder Tables(this StringBuilder page, Record record)
    {
        foreach (var group in record.Rows.GroupBy(row => row.Group))
        {
            page.Append($"## {group.Key}\n\n");
            page.Append($"| work on {record.Machine.Processor} | ours | peer | figure | quartiles |\n");
            page.Append("| --- | --- | --- | --- | --- |\n");
            foreach (var row in group)
            {
                page.Append($"| {row.Work} | {row.Ours} | {row.Peer} ");
                page.Append($"| {Figure(row.Figure, row.Kind)} | {Range(row)} |\n");
            }

            page.Append('\n');
        }

        return page;
    }

    /// <summary>Formats the command, the day and the machine of a record as a paragraph.</summary>
    /// <param name="record">The record.</param>
    public static string Origin(Record record)
        => $"""
        Measured by `{record.Command}` on {record.Date:yyyy-MM-dd}; `./build.sh perf --page` renders the page from that
        record again. Machine: {record.Machine.Processor}, {record.Machine.Processors} processors;
        {record.Machine.System}.
        """;

    private static string Figure(double? figure, string kind)
        => figure is not { } value ? "-" : kind switch
        {
            Row.Share => FormattableString.Invariant($"{value:0.##} %"),
            Row.Density => FormattableString.Invariant($"density {value:F2}"),
            _ => FormattableString.Invariant($"{value:F2}x"),
        };

    private static string Range(Row row)
        => row.Quartiles is not { } range ? "-" : $"{Figure(range.Low, row.Kind)} to {Figure(range.High, row.Kind)}";
}
