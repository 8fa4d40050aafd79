using StRnn.Backends;
using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Panels;

/// <summary>Panel geometry: rows in equal blocks, columns in panels that fit the first-level cache.</summary>
/// <remarks>
/// The rule is that of <c>native/src/panels.cpp</c>, with a device's parameters in place of its constants;
/// a test compares the two. It differs in two limits. Blocks have at most <see cref="DeviceQuirks.TallestBlock"/>
/// rows, also where panels are wide: a segment's row is a byte here, and the sums of a block live in local memory;
/// the C++ rule goes up to 1,024. And panels are doubled only from below half of the widest, because a tuned width
/// need not be a power of two: from a power of two they reach 32,768 columns, in C++ 65,536. Taller blocks would
/// leave the products' bits as they are, because a row's sum depends on the panels alone, but not those of
/// training: the order of the values would change, and with it the partial sums of gradient norms.
/// </remarks>
internal readonly record struct PanelShape(
    int Rows, int Columns, int Height, int BlockRows, int PanelWidth, RowOrder Order)
{
    private const int WidestPanel = 65536;

    // The four gates of an LSTM's unit stay together.
    private const int Unit = 4;

    // Beginning and ending a segment costs about as much as multiplying ten nonzeros: below that, wider panels win
    // although they leave the first-level cache.
    private const double ShortestSegment = 10;

    public int BlockCount => (Rows + BlockRows - 1) / BlockRows;

    public int PanelCount => (Columns + PanelWidth - 1) / PanelWidth;

    /// <summary>Gets an upper bound of column numbers, whichever panel they are read for.</summary>
    public int PaddedColumns => PanelCount == 1 ? Columns : PanelCount * PanelWidth;

    /// <summary>Gets the segments of a block in one panel, of <see cref="Height"/> rows each.</summary>
    public int BlockSegments => BlockRows / Height;

    /// <summary>Gets the segments of all blocks: one per block, panel and rows that share their columns.</summary>
    /// <exception cref="BackendException">There are more than an array can number.</exception>
    public int SegmentCount
    {
        get
        {
            long count = (long)BlockCount * PanelCount * BlockSegments;
            return count < Array.MaxLength
                ? (int)count
                : throw new BackendException(
                    $"A sparse weight of [{Rows}, {Columns}] in panels of {PanelWidth} columns has {count} segments, "
                    + "more than this layout can number: use the layout of rows.");
        }
    }

    public int SegmentsIn(int block) => Math.Min(BlockRows, Rows - (block * BlockRows)) / Height;

    /// <summary>Returns the matrix's row of a segment of a block: its first one, or another.</summary>
    public int RowAt(int block, int segment, int member = 0)
        => Order.RowAt((block * BlockRows) + (segment * Height) + member);

    /// <summary>Chooses block height and panel width.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="nnz">Nonzeros.</param>
    /// <param name="height">The rows that share their columns, neighbours in the order.</param>
    /// <param name="order">The order of rows.</param>
    /// <param name="isRecurrent">True for a recurrent weight, whose strips are narrow.</param>
    /// <param name="tuning">The narrowest panels, and the number of units that share the blocks.</param>
    /// <param name="tallest">The tallest block.</param>
    public static PanelShape Choose(
        int rows,
        int columns,
        int nnz,
        int height,
        RowOrder order,
        bool isRecurrent,
        DeviceTuning tuning,
        int tallest)
    {
        double perColumn = nnz / ((double)rows * columns);
        int width = isRecurrent ? tuning.RecurrentPanel : tuning.ProductPanel;
        if (isRecurrent && height > 1)
        {
            // The panels of blocks are those of the transposed product too, and a recurrence has no strips to share.
            width = Math.Min(width, (columns + tuning.Sharers - 1) / tuning.Sharers);
        }

        while (width < WidestPanel / 2 && width < columns && perColumn * width < ShortestSegment)
        {
            width *= 2;
        }

        // Equal blocks, a multiple of the sharers of them where there are rows enough.
        int unit = Math.Max(Unit, height);
        tallest = tallest / unit * unit;
        int count = (rows + (tuning.Sharers * tallest) - 1) / (tuning.Sharers * tallest) * tuning.Sharers;
        int blockRows = (rows + (count * unit) - 1) / (count * unit) * unit;
        return new PanelShape(rows, columns, height, blockRows, width, order);
    }
}

/// <summary>The order of rows in blocks, where the rows of a unit's gates are neighbours.</summary>
/// <param name="Gates">Gates of <paramref name="Hidden"/> rows each; 1 for rows in order.</param>
/// <param name="Hidden">Rows of a gate.</param>
internal readonly record struct RowOrder(int Gates, int Hidden)
{
    public static RowOrder Plain { get; } = new(1, 0);

    public int RowAt(int position) => Gates == 1 ? position : (position % Gates * Hidden) + (position / Gates);
}
