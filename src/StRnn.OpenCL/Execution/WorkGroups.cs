using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// The work-groups that kernels cannot do without: their size is part of what they compute or of how. All others shrink to what the
/// device allows.
/// </summary>
internal static class WorkGroups
{
    // As the kernels have it.
    private const int GemmTiles = 16 * 16;
    private const int Parts = 4;

    /// <summary>Connections of a looked-up row that a work-group has at a time.</summary>
    public const int Lookup = 16;

    /// <summary>Kernels by name, and how many work-items of a work-group each needs.</summary>
    /// <param name="tuning">The parameters.</param>
    public static IEnumerable<(string Kernel, int Items)> Of(DeviceTuning tuning)
    {
        yield return ("reduce_blocks", tuning.ReductionGroup);
        yield return ("add_squared_rows", tuning.ReductionGroup);
        yield return ("gather_sparse_rows", Lookup);
        yield return ("scatter_add_sparse_rows", Lookup);
        if (tuning.Layout == SparseLayout.Panels)
        {
            yield break;
        }

        yield return ("sum_columns_by_group", tuning.ReductionGroup);
        yield return ("gemm_tiles", GemmTiles);
        foreach (string product in new[] { "spmm_rows", "sddmm_rows" })
        {
            yield return (product, tuning.RowLanes * tuning.RowsPerGroup);
        }

        foreach (string sequence in new[] { "lstm_forward_rows", "lstm_backward_rows", "rhn_forward_rows", "rhn_backward_rows" })
        {
            yield return (sequence, tuning.RowLanes * Parts * tuning.UnitsPerGroup);
        }
    }
}
