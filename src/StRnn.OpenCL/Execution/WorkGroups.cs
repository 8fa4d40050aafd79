using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// The work-groups that kernels cannot do without, because the computation depends on their size. All others shrink to
/// what the device allows.
/// </summary>
internal static class WorkGroups
{
    // The kernels have the same numbers.
    private const int GemmTiles = 16 * 16;
    private const int Parts = 4;

    /// <summary>The nonzeros of a looked-up row that a work-group has at a time.</summary>
    public const int Lookup = 16;

    /// <summary>Lists kernels by name, each with the work-items that its work-group needs.</summary>
    /// <param name="tuning">The parameters.</param>
    /// <param name="height">The rows that share their columns in the sparse weights of the program.</param>
    public static IEnumerable<(string Kernel, int Items)> Of(DeviceTuning tuning, int height = KernelSource.SingleRows)
        => height == KernelSource.SingleRows ? OfSingleRows(tuning) : OfBlocks(tuning, height);

    /// <summary>Returns how many blocks of rows a work-group of products has, in the layout of rows.</summary>
    /// <remarks>
    /// The taller the blocks, the more values of a column a work-group keeps in local memory, and the more work each of
    /// its work-items has.
    /// </remarks>
    public static int BlocksPerGroup(DeviceTuning tuning, int height) => Math.Max(1, 2 * tuning.RowsPerGroup / height);

    /// <summary>Returns how many columns of a block a work-group of gradients has at a time, by eight sums.</summary>
    public static int PartsPerGroup(DeviceTuning tuning) => Math.Max(1, tuning.RowsPerGroup / 4);

    private static IEnumerable<(string Kernel, int Items)> OfBlocks(DeviceTuning tuning, int height)
    {
        yield return ("gather_sparse_rows", Lookup);
        yield return ("scatter_add_sparse_rows", Lookup);
        if (tuning.Layout == SparseLayout.Panels)
        {
            yield break;
        }

        yield return ("spmm_rows", tuning.RowLanes * BlocksPerGroup(tuning, height));
        yield return ("spmm_transposed_rows", tuning.RowLanes * BlocksPerGroup(tuning, height));
        yield return ("sddmm_rows", tuning.RowLanes * PartsPerGroup(tuning));
        string? cell = height == 4 ? "lstm" : height == 2 ? "rhn" : null;
        if (cell is not null)
        {
            yield return ($"{cell}_forward_rows", tuning.RowLanes * Parts * tuning.UnitsPerGroup);
            yield return ($"{cell}_backward_rows", tuning.RowLanes * Parts * tuning.UnitsPerGroup);
        }
    }

    private static IEnumerable<(string Kernel, int Items)> OfSingleRows(DeviceTuning tuning)
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

        string[] sequences =
        [
            "lstm_forward_rows", "lstm_backward_rows", "rhn_forward_rows", "rhn_backward_rows", "gru_gates_rows",
            "gru_state_rows", "gru_state_backward_rows", "gru_gates_backward_rows",
        ];
        foreach (string sequence in sequences)
        {
            yield return (sequence, tuning.RowLanes * Parts * tuning.UnitsPerGroup);
        }
    }
}
