using System.Text;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Report;

/// <summary>Writes the rows as a page of tables.</summary>
internal static class MarkdownReport
{
    public static string Write(IEnumerable<Row> rows, MachineInfo machine, string command, DateOnly date)
    {
        var text = new StringBuilder();
        text.Append("# Performance\n\n");
        text.Append($"Written by `{command}` on {date:yyyy-MM-dd}. Machine: {machine.Processor}, {machine.Processors} processors; ");
        text.Append($"{machine.System}.\n\n");
        text.Append("All times are medians of rounds in which we and the peer take turns; a ratio is the median of the rounds' ratios, not the ratio of the medians,\n");
        text.Append("peer's time / ours, with its quartiles: above 1 we are faster. GFLOP/s count the connections only, 2 * nnz * N / time. The FMA peak is\n");
        text.Append("sampled in every round as a product is, and a share is the median of the rounds' shares.\n");
        text.Append("Targets are must / goal / moonshot. What the figures mean is said in [how we measure](../how-we-measure.md).\n");
        foreach (var group in rows.GroupBy(row => row.Group))
        {
            text.Append($"\n## {group.Key}\n\n");
            text.Append("| work | ours | peer | figure | quartiles | targets | reached |\n");
            text.Append("| --- | --- | --- | --- | --- | --- | --- |\n");
            foreach (var row in group)
            {
                text.Append($"| {row.Work} | {row.Ours} | {row.Peer} | {Figure(row.Figure, row.Kind)} | {Range(row)} | {Targets(row)} | {Reached(row)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Figure(double? figure, string kind)
        => figure is not { } value ? "-" : kind switch
        {
            Row.Share => FormattableString.Invariant($"{value:0.##} %"),
            Row.Density => FormattableString.Invariant($"density {value:F2}"),
            _ => FormattableString.Invariant($"{value:F2}x"),
        };

    private static string Range(Row row)
        => row.Range is not { } range ? "-" : $"{Figure(range.Low, row.Kind)} to {Figure(range.High, row.Kind)}";

    private static string Targets(Row row)
        => row.Target is not { } target ? "-"
            : double.IsInfinity(target.Must) ? FormattableString.Invariant($"runs / {target.Goal} / {target.Moonshot}")
            : double.IsInfinity(target.Moonshot) ? FormattableString.Invariant($"{target.Must} / {target.Goal}")
            : FormattableString.Invariant($"{target.Must} / {target.Goal} / {target.Moonshot}");

    private static string Reached(Row row)
        => row is { Target: { } target, Figure: { } figure } ? target.Reached(figure) : "-";
}
