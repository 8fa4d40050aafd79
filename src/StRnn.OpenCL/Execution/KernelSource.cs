using System.Text;
using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// The kernels of a layout as one program: one build, one entry of the cache. Weights of which several rows share their
/// columns have a program of their own for each number of rows, which is a constant in it.
/// </summary>
internal static class KernelSource
{
    /// <summary>The program of weights whose rows stand alone, and of everything that is no sparse product.</summary>
    public const int SingleRows = 1;

    private static readonly string[] Common =
    [
        "common.cl", "philox.cl", "elementwise.cl", "embedding.cl", "reductions.cl", "softmax.cl", "regression.cl",
        "optimizer.cl", "activations.cl", "cells.cl", "min_gru.cl", "refresh.cl", "groups.cl",
    ];

    private static readonly string[] OfPanels =
        [
            "panel_parts.cl", "strips.cl", "gemm.cl", "segments.cl", "panels.cl", "transposed_copy.cl",
            "lstm_panels.cl", "rhn_panels.cl", "gru_panels.cl",
        ];

    private static readonly string[] OfRows =
        ["gemm.cl", "rows.cl", "lstm_rows.cl", "rhn_rows.cl", "gru_rows.cl"];

    private static readonly string[] CommonOfBlocks = ["common.cl", "activations.cl", "block_lookup.cl"];

    private static readonly string[] OfBlocksInPanels =
        ["panel_parts.cl", "tall_segments.cl", "panels.cl", "tall_transposed.cl"];

    private static readonly string[] OfBlocksInRows = ["block_rows.cl"];

    /// <summary>Returns the source of a program.</summary>
    /// <param name="tuning">The parameters of the device.</param>
    /// <param name="height">The number of rows that share their columns.</param>
    public static string Of(DeviceTuning tuning, int height = SingleRows)
    {
        var text = new StringBuilder();
        bool isPanels = tuning.Layout == SparseLayout.Panels;
        var files = height == SingleRows
            ? Common.Concat(isPanels ? OfPanels : OfRows)
            : CommonOfBlocks.Concat(isPanels ? OfBlocksInPanels : OfBlocksInRows).Concat(Sequences(isPanels, height));
        foreach (string file in files)
        {
            // The compiler's messages name the file and its line.
            text.Append("#line 1 \"").Append(file).Append("\"\n").Append(Read(file)).Append('\n');
        }

        return text.ToString();
    }

    public static string Options(OpenClDevice device, DeviceTuning tuning, int height = SingleRows)
    {
        string panels = tuning.Layout == SparseLayout.Panels ? " -DPANELS_LAYOUT" : string.Empty;
        string rows = height == SingleRows ? string.Empty : FormattableString.Invariant($" -DHEIGHT={height}");
        return FormattableString.Invariant(
            $"{DeviceQuirks.BuildOptions(device)} -DLANES={tuning.VectorWidth} -DROW_LANES={tuning.RowLanes}{panels}")
            + rows;
    }

    // A recurrence uses blocks of a unit's gates (PackedBlocks): four of an LSTM, two of an RHN.
    private static string[] Sequences(bool isPanels, int height)
        => height switch
        {
            2 => [isPanels ? "rhn_panels.cl" : "rhn_rows.cl"],
            4 => [isPanels ? "lstm_panels.cl" : "lstm_rows.cl"],
            _ => [],
        };

    private static string Read(string file)
    {
        using var stream = typeof(KernelSource).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The kernels '{file}' are not part of this assembly.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
