using System.Text;
using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Execution;

/// <summary>The kernels of a layout as one program: one build, one entry of the cache.</summary>
internal static class KernelSource
{
    private static readonly string[] Common =
    [
        "common.cl", "philox.cl", "elementwise.cl", "embedding.cl", "reductions.cl", "softmax.cl", "regression.cl",
        "optimizer.cl", "cells.cl", "min_gru.cl", "refresh.cl", "groups.cl",
    ];

    private static readonly string[] OfPanels =
        ["strips.cl", "gemm.cl", "panels.cl", "lstm_panels.cl", "rhn_panels.cl", "gru_panels.cl"];

    private static readonly string[] OfRows = ["gemm.cl", "rows.cl", "lstm_rows.cl", "rhn_rows.cl", "gru_rows.cl"];

    public static string Of(DeviceTuning tuning)
    {
        var text = new StringBuilder();
        foreach (string file in Common.Concat(tuning.Layout == SparseLayout.Panels ? OfPanels : OfRows))
        {
            // The compiler's messages name the file and its line.
            text.Append("#line 1 \"").Append(file).Append("\"\n").Append(Read(file)).Append('\n');
        }

        return text.ToString();
    }

    public static string Options(OpenClDevice device, DeviceTuning tuning)
    {
        string panels = tuning.Layout == SparseLayout.Panels ? " -DPANELS_LAYOUT" : string.Empty;
        return FormattableString.Invariant(
            $"{DeviceQuirks.BuildOptions(device)} -DLANES={tuning.VectorWidth} -DROW_LANES={tuning.RowLanes}{panels}");
    }

    private static string Read(string file)
    {
        using var stream = typeof(KernelSource).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The kernels '{file}' are not part of this assembly.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
