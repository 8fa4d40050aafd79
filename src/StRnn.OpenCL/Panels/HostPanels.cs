namespace StRnn.OpenCL.Panels;

/// <summary>
/// Panel-blocked CSR as the kernels read it. Rows in blocks; inside a block the nonzeros are grouped by panel, inside a
/// panel by row, the longest segment first, so that neighbouring loops end at nearly the same place. Column numbers are
/// local to the panel.
/// </summary>
internal sealed class HostPanels
{
    /// <summary>The number of column numbers that may be read behind the last.</summary>
    private const int IndexSlack = 8;

    private HostPanels(PanelShape shape, int nnz)
    {
        Shape = shape;
        Starts = new uint[shape.SegmentCount + 1];
        RowsOf = new byte[Starts.Length - 1];
        Indices = new ushort[nnz + IndexSlack];
    }

    private HostPanels(PanelShape shape, uint[] starts, byte[] rowsOf, ushort[] indices)
    {
        Shape = shape;
        Starts = starts;
        RowsOf = rowsOf;
        Indices = indices;
    }

    public PanelShape Shape { get; }

    /// <summary>Gets each segment's first value, [block][panel][segment], and one more.</summary>
    public uint[] Starts { get; }

    /// <summary>Gets each segment's row in its block, [block][panel][segment].</summary>
    public byte[] RowsOf { get; }

    /// <summary>Gets column - first column of the panel, by nonzero; zeros behind them.</summary>
    public ushort[] Indices { get; }

    /// <summary>Wraps arrays that were read back from a device.</summary>
    public static HostPanels Of(PanelShape shape, uint[] starts, byte[] rowsOf, ushort[] indices)
        => new(shape, starts, rowsOf, indices);

    /// <summary>Builds panels.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="rowOffsets">CSR row offsets.</param>
    /// <param name="columnIndices">CSR column numbers.</param>
    /// <param name="positionOf">Receives each nonzero's position in packed order.</param>
    public static HostPanels Build(
        PanelShape shape, ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columnIndices, Span<int> positionOf)
    {
        var panels = new HostPanels(shape, columnIndices.Length);
        int height = shape.BlockRows;
        var begin = new int[height];
        var end = new int[height];
        var order = new int[height];
        int position = 0;
        int segment = 0;
        for (int block = 0; block < shape.BlockCount; block++)
        {
            int rows = shape.RowsIn(block);
            Array.Clear(end);
            for (int r = 0; r < rows; r++)
            {
                end[r] = rowOffsets[shape.Order.RowAt((block * height) + r)];
            }

            for (int panel = 0; panel < shape.PanelCount; panel++)
            {
                int first = panel * shape.PanelWidth;
                end.CopyTo(begin, 0);
                for (int r = 0; r < rows; r++)
                {
                    int rowEnd = rowOffsets[shape.Order.RowAt((block * height) + r) + 1];
                    while (end[r] < rowEnd && columnIndices[end[r]] < first + shape.PanelWidth)
                    {
                        end[r]++;
                    }
                }

                // Longest first; the row decides where lengths are equal.
                for (int r = 0; r < height; r++)
                {
                    order[r] = ((end[r] - begin[r]) << 8) | (byte.MaxValue - r);
                }

                order.AsSpan().Sort((a, b) => b.CompareTo(a));
                foreach (int key in order)
                {
                    int r = byte.MaxValue - (key & byte.MaxValue);
                    panels.Starts[segment] = (uint)position;
                    panels.RowsOf[segment++] = (byte)r;
                    for (int k = begin[r]; k < end[r]; k++)
                    {
                        positionOf[k] = position;
                        panels.Indices[position++] = (ushort)(columnIndices[k] - first);
                    }
                }
            }
        }

        panels.Starts[segment] = (uint)position;
        return panels;
    }

    /// <summary>Visits the nonzeros in the order of the values.</summary>
    /// <param name="visit">Row, column, position.</param>
    public void ForEach(Action<int, int, int> visit)
    {
        for (int block = 0; block < Shape.BlockCount; block++)
        {
            for (int panel = 0; panel < Shape.PanelCount; panel++)
            {
                int segments = ((block * Shape.PanelCount) + panel) * Shape.BlockRows;
                for (int r = 0; r < Shape.RowsIn(block); r++)
                {
                    int row = Shape.Order.RowAt((block * Shape.BlockRows) + RowsOf[segments + r]);
                    for (uint k = Starts[segments + r]; k < Starts[segments + r + 1]; k++)
                    {
                        visit(row, (panel * Shape.PanelWidth) + Indices[k], (int)k);
                    }
                }
            }
        }
    }
}
