using System.Text.Json.Serialization;

namespace StRnn.OpenCL.Devices;

/// <summary>
/// The parameters of the kernels on one device. None of them changes what is computed; some change the order of sums,
/// and so the last bits, which is why a run's bits belong to a backend and its tuning.
/// </summary>
public sealed record DeviceTuning
{
    private const int MostPanel = 32768;
    private const int MostSharers = 1024;
    private const int WideVector = 8;

    /// <summary>Gets the layout of sparse weights, which decides the kernels.</summary>
    public required SparseLayout Layout { get; init; }

    /// <summary>Gets the floats that an element-wise work-item handles: 8 in panels; 1 or 8 in rows.</summary>
    [JsonRequired]
    public int VectorWidth { get; init; } = 1;

    /// <summary>Gets the work-items of a work-group of element-wise kernels, a power of two.</summary>
    public required int ElementGroup { get; init; }

    /// <summary>Gets the work-items of a work-group of reductions, a power of two.</summary>
    public required int ReductionGroup { get; init; }

    /// <summary>Gets, for panels, the columns of a panel for products over many columns, a multiple of 8.</summary>
    [JsonRequired]
    public int ProductPanel { get; init; } = 160;

    /// <summary>Gets, for panels, the columns of a panel for recurrent products.</summary>
    [JsonRequired]
    public int RecurrentPanel { get; init; } = 256;

    /// <summary>
    /// Gets, for panels, the number of compute units among which the blocks of a narrow product are shared evenly.
    /// </summary>
    [JsonRequired]
    public int Sharers { get; init; } = 8;

    /// <summary>Gets, for rows, the neighbouring columns of a work-group, a power of two.</summary>
    [JsonRequired]
    public int RowLanes { get; init; } = 32;

    /// <summary>Gets, for rows, the rows of a work-group of products.</summary>
    [JsonRequired]
    public int RowsPerGroup { get; init; } = 8;

    /// <summary>
    /// Gets, for rows, the units of a work-group of recurrences; each takes 4 * <see cref="RowLanes"/> work-items.
    /// </summary>
    [JsonRequired]
    public int UnitsPerGroup { get; init; } = 2;

    /// <summary>Returns the default parameters of a device's class.</summary>
    /// <param name="device">The device.</param>
    public static DeviceTuning For(OpenClDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return For(device.Kind == DeviceKind.Cpu ? SparseLayout.Panels : SparseLayout.Rows);
    }

    /// <summary>Returns the default parameters of a layout.</summary>
    /// <param name="layout">The layout.</param>
    public static DeviceTuning For(SparseLayout layout) => layout == SparseLayout.Panels
        ? new DeviceTuning { Layout = layout, VectorWidth = WideVector, ElementGroup = 16, ReductionGroup = 1 }
        : new DeviceTuning { Layout = layout, ElementGroup = 64, ReductionGroup = 128 };

    /// <summary>Returns the reason that a device cannot run with these parameters; null where it can.</summary>
    /// <param name="device">The device.</param>
    public string? ProblemOn(OpenClDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        long largest = device.LargestWorkGroup;
        return VectorWidth != WideVector && (VectorWidth != 1 || Layout == SparseLayout.Panels)
                ? $"vectors have {WideVector} floats, or 1 in the layout of rows"
            : !IsGroup(ElementGroup, largest) || !IsGroup(ReductionGroup, largest)
                ? $"a work-group must be a power of two up to {largest}"
            : !IsGroup(RowLanes, largest / 4) || RowsPerGroup < 1 || (long)RowLanes * RowsPerGroup > largest
                || UnitsPerGroup < 1 || 4L * RowLanes * UnitsPerGroup > largest
                ? $"the work-groups of products may hold {largest} work-items"
            : WiderThan(device.LargestWorkItems) is { } narrow ? narrow
            : ProductPanel is < 8 or > MostPanel || RecurrentPanel is < 8 or > MostPanel
                || Sharers is < 1 or > MostSharers
                ? $"panels have 8 to {MostPanel} columns, and are shared among 1 to {MostSharers}"
            : null;

        // Columns or elements lie along the first dimension, rows or parts along the second, units along the third.
        string? WiderThan(IReadOnlyList<long> limits)
        {
            const int GemmGroup = 16;
            int[] sizes = Layout == SparseLayout.Panels
                ? [Math.Max(ElementGroup, ReductionGroup), 1, 1]
                :
                [
                    new[] { ElementGroup, ReductionGroup, RowLanes, GemmGroup }.Max(),
                    Math.Max(RowsPerGroup, GemmGroup),
                    UnitsPerGroup,
                ];
            return limits.Zip(sizes).Any(pair => pair.Second > pair.First)
                ? $"a work-group may have {string.Join(" x ", limits)} work-items, not {string.Join(" x ", sizes)}"
                : null;
        }

        static bool IsGroup(int size, long largest) => size >= 1 && size <= largest && (size & (size - 1)) == 0;
    }
}

/// <summary>The layout of sparse weights on a device; it decides which kernels run.</summary>
public enum SparseLayout
{
    /// <summary>Panel-blocked CSR, float8 sums, one work-item per block: for CPUs.</summary>
    Panels,

    /// <summary>CSR, work-groups of neighbouring columns: for GPUs.</summary>
    Rows,
}
