namespace StRnn.OpenCL.Panels;

/// <summary>
/// Panel-blocked CSR as the kernels read it. Rows in blocks; inside a block the nonzeros are grouped by panel, inside a
/// panel by row, the longest segment first, so that neighbouring loops end at nearly the same place. Column numbers are
/// local to the panel. Rows that share their columns have one segment, and its values lie column by column.
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
        Indices = new ushort[(nnz / shape.Height) + IndexSlack];
    }

    private HostPanels(PanelShape shape, uint[] starts, byte[] rowsOf, ushort[] indices)
    {
        Shape = shape;
        Starts = starts;
        RowsOf = rowsOf;
        Indices = indices;
    }

    public PanelShape Shape { get; }

    /// <summary>Gets each segment's first column number, [block][panel][segment], and one more.</summary>
    public uint[] Starts { get; }

    /// <summary>Gets each segment's first row in its block, [block][panel][segment].</summary>
    public byte[] RowsOf { get; }

    /// <summary>Gets column - first column of the panel, by segment; zeros behind them.</summary>
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
        int height = shape.BlockSegments;
        var begin = new int[height];
        var end = new int[height];
        var order = new int[height];
        int position = 0;
        int segment = 0;
        for (int block = 0; block < shape.BlockCount; block++)
        {
            int segments = shape.SegmentsIn(block);
            Array.Clear(end);
            for (int s = 0; s < segments; s++)
            {
                end[s] = rowOffsets[shape.RowAt(block, s)];
            }

            for (int panel = 0; panel < shape.PanelCount; panel++)
            {
                int first = panel * shape.PanelWidth;
                end.CopyTo(begin, 0);
                for (int s = 0; s < segments; s++)
                {
                    int rowEnd = rowOffsets[shape.RowAt(block, s) + 1];
                    while (end[s] < rowEnd && columnIndices[end[s]] < first + shape.PanelWidth)
                    {
                        end[s]++;
                    }
                }

                // Longest first; the row decides where lengths are equal.
                for (int s = 0; s < height; s++)
                {
                    order[s] = ((end[s] - begin[s]) << 8) | (byte.MaxValue - s);
                }

                order.AsSpan().Sort((a, b) => b.CompareTo(a));
                foreach (int key in order)
                {
                    int s = byte.MaxValue - (key & byte.MaxValue);
                    panels.Starts[segment] = (uint)position;
                    panels.RowsOf[segment++] = (byte)(s * shape.Height);
                    for (int member = 0; begin[s] < end[s] && member < shape.Height; member++)
                    {
                        int distance = rowOffsets[shape.RowAt(block, s, member)] - rowOffsets[shape.RowAt(block, s)];
                        for (int k = begin[s]; k < end[s]; k++)
                        {
                            positionOf[k + distance] = ((position + k - begin[s]) * shape.Height) + member;
                        }
                    }

                    for (int k = begin[s]; k < end[s]; k++)
                    {
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
                int segments = ((block * Shape.PanelCount) + panel) * Shape.BlockSegments;
                for (int s = segments; s < segments + Shape.SegmentsIn(block); s++)
                {
                    for (uint k = Starts[s]; k < Starts[s + 1]; k++)
                    {
                        int column = (panel * Shape.PanelWidth) + Indices[k];
                        for (int member = 0; member < Shape.Height; member++)
                        {
                            int row = Shape.RowAt(block, RowsOf[s] / Shape.Height, member);
                            visit(row, column, (int)(k * Shape.Height) + member);
                        }
                    }
                }
            }
        }
    }
}
