using System.Text;
using StRnn.Comparison.Rows;
using StRnn.OpenCL;

namespace StRnn.Comparison.Report;

/// <summary>Writes the page of the OpenCL backend.</summary>
internal static class OpenClPage
{
    // A middle-class desktop GPU by its maker's data sheet, and two assumptions that the page states.
    private const double MemoryGigabytesPerSecond = 360;
    private const double GigaflopsPerSecond = 12_700;
    private const double CacheFactor = 4;
    private const double LaunchMicroseconds = 5;

    /// <summary>Writes it.</summary>
    /// <param name="rows">What was measured.</param>
    /// <param name="backend">On what.</param>
    /// <param name="step">A training step of W1 there.</param>
    /// <param name="onGpu">Launches of the same step in the layout of GPUs.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="command">What repeats it.</param>
    /// <param name="date">When.</param>
    public static string Write(
        IReadOnlyList<Row> rows, OpenClBackend backend, StepTraffic step, long onGpu, MachineInfo machine, string command, DateOnly date)
    {
        var text = new StringBuilder(MarkdownReport.Write(rows, machine, command, date));
        text.Replace("# Performance\n", "# OpenCL\n");
        text.Replace(
            "peer's time / ours, with its quartiles: above 1 we are faster.",
            "with its quartiles. Both backends run in this process on the same processor. **No kernel of this backend has ever run on a real GPU**: "
            + "there was none; everything here is PoCL on a CPU.");
        text.Append($"\nDevice: {backend.Device.Describe()}, {backend.Device.Version}, driver {backend.Device.DriverVersion}; ");
        text.Append(FormattableString.Invariant(
            $"layout {backend.Tuning.Layout}, panels of {backend.Tuning.ProductPanel} and {backend.Tuning.RecurrentPanel} columns.\n"));
        text.Append("\n## A training step of W1 at density 0.20, counted\n\n");
        text.Append("| what | per step |\n| --- | --- |\n");
        Line("kernels launched", $"{step.Launches}");
        Line("kernels launched in the layout of GPUs", $"{onGpu}");
        Line("times the host reads from the device", $"{step.HostReads}");
        Line("bytes the host writes to it (word numbers, and their order)", $"{step.HostBytes}");
        Line("floating-point work on connections", FormattableString.Invariant($"{step.Gigaflop:F1} GFLOP"));
        Line("rows of the dense operand read by the products (N floats a connection)", FormattableString.Invariant($"{step.CachedGigabytes:F1} GB"));
        Line("values and column numbers read by the products", FormattableString.Invariant($"{step.MemoryGigabytes:F2} GB"));
        text.Append("\nLaunches, reads and bytes written by the host are counted. The last three lines are computed from shapes and connections: they are the\n");
        text.Append("traffic of the sparse products, which is nearly all of a step's, and not measured.\n");
        text.Append("\n## On a desktop GPU: an estimate, not a measurement\n\n");
        double cache = 1000 * step.CachedGigabytes / (CacheFactor * MemoryGigabytesPerSecond);
        double memory = 1000 * step.MemoryGigabytes / MemoryGigabytesPerSecond;
        double launches = onGpu * LaunchMicroseconds / 1000;
        text.Append(FormattableString.Invariant(
            $"For a device of {MemoryGigabytesPerSecond:F0} GB/s and {GigaflopsPerSecond / 1000:F1} TFLOP/s (the data sheet of a GeForce RTX 3060), assuming that its caches\n"));
        text.Append(FormattableString.Invariant(
            $"deliver {CacheFactor:F0} times its memory's rate and a launch costs {LaunchMicroseconds:F0} us: rows of the dense operand from the caches {cache:F0} ms, values and\n"));
        text.Append(FormattableString.Invariant(
            $"column numbers from memory {memory:F0} ms, launches {launches:F1} ms, arithmetic {1000 * step.Gigaflop / GigaflopsPerSecond:F0} ms under them: **about {cache + memory + launches:F0} ms a step**. No GPU was at hand:\n"));
        text.Append("the kernels for GPUs are tested on PoCL for their results only, and their speed there means nothing. What a driver for GPUs makes of them\n");
        text.Append("is unknown: run `strnn doctor` first, then `strnn tune`.\n");
        return text.ToString();

        void Line(string what, string figure) => text.Append($"| {what} | {figure} |\n");
    }
}
