using System.Text;

namespace StRnn.Comparison.Report;

/// <summary>The page of the CPU backend, <c>docs/results/performance.md</c>.</summary>
internal static class PerformancePage
{
    /// <summary>Renders the page.</summary>
    /// <param name="record">The measured comparison.</param>
    public static string Render(Record record)
        => new StringBuilder("# Performance\n\n")
            .Paragraph(Markdown.Origin(record))
            .Paragraph(
                """
                All times are medians of rounds in which we and the peer take turns. A ratio is the median of the
                rounds' ratios, not the ratio of the medians: peer's time / ours, with its quartiles; above 1 we are
                faster. GFLOP/s count the nonzeros only, `2*nnz*N / time`. The FMA peak is sampled in every round as a
                product is, and a share is the median of the rounds' shares. See [how we measure](../how-we-measure.md)
                and [what limits us](../what-limits-us.md).
                """)
            .Tables(record)
            .ToString()
            .TrimEnd('\n') + "\n";
}
