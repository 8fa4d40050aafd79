using System.Text;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Report;

/// <summary>The page of the OpenCL backend, <c>docs/results/opencl.md</c>.</summary>
internal static class OpenClPage
{
    // A middle-class desktop GPU by its maker's data sheet, and two assumptions that the page states.
    private const double MemoryGigabytesPerSecond = 360;
    private const double GigaflopsPerSecond = 12_700;
    private const double CacheFactor = 4;
    private const double LaunchMicroseconds = 5;

    /// <summary>Renders the page.</summary>
    /// <param name="record">The measured comparison.</param>
    /// <exception cref="InvalidDataException">The record is not of the OpenCL backend.</exception>
    public static string Render(Record record)
    {
        var run = record.OpenCl ?? throw new InvalidDataException("The record is not of the OpenCL backend.");
        var page = new StringBuilder("# OpenCL\n\n")
            .Paragraph(Markdown.Origin(record))
            .Paragraph(
                """
                All figures are medians of rounds in which we and the peer take turns; a ratio is the median of the
                rounds' ratios, with its quartiles. Both backends run in one process on the same processor. **No kernel
                of this backend has ever run on a real GPU**: there was none; everything here is PoCL on a CPU. GFLOP/s
                count the nonzeros only, `2*nnz*N / time`. See [how we measure](../how-we-measure.md).
                """)
            .Tables(record)
            .Paragraph(
                $"Device: {run.Device}; layout {run.Layout}, panels of {run.ProductPanel} and {run.RecurrentPanel} "
                + "columns.");
        AppendStep(page, run);
        AppendEstimate(page, run);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendStep(StringBuilder page, OpenClRun run)
    {
        var step = run.Step;
        page.Append("## A training step of the 2 x 1500 LSTM at density 0.20, counted\n\n");
        page.Append("| what | per step |\n| --- | --- |\n");
        Line("kernels launched", $"{step.Launches}");
        Line("kernels launched in the layout of GPUs", $"{run.LaunchesOnGpu}");
        Line("times the host reads from the device", $"{step.HostReads}");
        Line("bytes the host writes to it (word numbers, and their order)", $"{step.HostBytes}");
        Line("floating-point work on nonzeros", FormattableString.Invariant($"{step.Gigaflop:F1} GFLOP"));
        Line(
            "rows of the dense operand read by the products (N floats per nonzero)",
            FormattableString.Invariant($"{step.CachedGigabytes:F1} GB"));
        Line(
            "values and column numbers read by the products",
            FormattableString.Invariant($"{step.MemoryGigabytes:F2} GB"));
        page.Append('\n').Paragraph(
            """
            Launches, reads and bytes written by the host are counted. The last three lines are computed from shapes and
            nonzeros: they are the traffic of the sparse products, which is nearly all of a step's, and not measured.
            """);

        void Line(string what, string figure) => page.Append($"| {what} | {figure} |\n");
    }

    private static void AppendEstimate(StringBuilder page, OpenClRun run)
    {
        double cache = 1000 * run.Step.CachedGigabytes / (CacheFactor * MemoryGigabytesPerSecond);
        double memory = 1000 * run.Step.MemoryGigabytes / MemoryGigabytesPerSecond;
        double launches = run.LaunchesOnGpu * LaunchMicroseconds / 1000;
        double arithmetic = 1000 * run.Step.Gigaflop / GigaflopsPerSecond;
        string device = FormattableString.Invariant($"{MemoryGigabytesPerSecond:F0} GB/s and ")
            + FormattableString.Invariant($"{GigaflopsPerSecond / 1000:F1} TFLOP/s");
        string assumed = FormattableString.Invariant($"its caches deliver {CacheFactor:F0} times its memory's rate ")
            + FormattableString.Invariant($"and a launch costs {LaunchMicroseconds:F0} us");
        string parts = FormattableString.Invariant($"rows of the dense operand from the caches {cache:F0} ms, ")
            + FormattableString.Invariant($"values and column numbers from memory {memory:F0} ms, ")
            + FormattableString.Invariant($"launches {launches:F1} ms, arithmetic {arithmetic:F0} ms under them");
        string sum = FormattableString.Invariant($"about {cache + memory + launches:F0} ms a step");
        page.Append("## On a desktop GPU: an estimate, not a measurement\n\n").Paragraph(
            $"""
            For a device of {device} (the data sheet of a GeForce RTX 3060), assuming that {assumed}: {parts}:
            **{sum}**. No GPU was at hand: the kernels for GPUs are tested on PoCL for their results only, and their
            speed there means nothing. What a driver for GPUs makes of them is unknown: run `strnn doctor` first, then
            `strnn tune`.
            """);
    }
}
