using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// The connections of a parameter as a matrix of rows / h by columns, h being the rows that share their columns. Rules
/// draw, prune and regrow on it, each connection with one number; here are the ways between it and the weights. With h
/// = 1 they are the same, and nothing is copied.
/// </summary>
internal sealed class ConnectionGrid
{
    private readonly string _name;
    private readonly ConnectionBlocks _blocks;
    private readonly int _weightRows;

    /// <exception cref="ArgumentException">The blocks do not divide the parameter's rows.</exception>
    public ConnectionGrid(ParameterSpec spec)
    {
        _name = spec.Name;
        _blocks = spec.Connections;
        _weightRows = spec.Rows;
        Groups = Height > 1 && _blocks.Rows.AcrossGates ? 1 : spec.TopologyGroups;
        if (Height is not (1 or 2 or 4 or 8) || spec.Rows % (Height * Groups) != 0)
        {
            throw new ArgumentException(
                $"Parameter '{spec.Name}' has {spec.Rows} rows in {Groups} groups, which blocks of {Height} rows do "
                + "not divide: use a height of 1, 2, 4 or 8 that divides them.",
                nameof(spec));
        }

        Columns = spec.Columns;
        Rows = spec.Rows / Height;
    }

    /// <summary>Gets the number of weights of a connection.</summary>
    public int Height => _blocks.Height;

    /// <summary>Gets the number of rows, a h-th of the weights'.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of columns.</summary>
    public int Columns { get; }

    /// <summary>Gets the number of topology groups, equal ranges of rows.</summary>
    public int Groups { get; }

    /// <summary>Gets the shape of a topology group.</summary>
    public MatrixShape GroupShape => new(Rows / Groups, Columns) { WeightsPerConnection = Height };

    /// <summary>Returns the pattern of a weight; a dense one has every connection.</summary>
    public static SparsityPattern WeightsOf(Weight weight)
        => weight is SparseWeight sparse
            ? sparse.Packed.ToPattern()
            : SparsityPattern.Full(weight.Rows, weight.Columns);

    /// <summary>Returns the connections of a pattern of weights.</summary>
    /// <exception cref="ArgumentException">Rows of a block have different columns.</exception>
    public SparsityPattern Reduce(SparsityPattern weights)
    {
        if (Height == 1)
        {
            return weights;
        }

        RequireBlocks(weights);
        var rowOffsets = new int[Rows + 1];
        var columnIndices = new int[weights.Nnz / Height];
        for (int row = 0; row < Rows; row++)
        {
            var columns = ColumnsOf(weights, RowOf(row, 0));
            columns.CopyTo(columnIndices.AsSpan(rowOffsets[row]));
            rowOffsets[row + 1] = rowOffsets[row] + columns.Length;
        }

        return new SparsityPattern(Rows, Columns, rowOffsets, columnIndices);
    }

    /// <summary>Returns the weights of connections.</summary>
    /// <param name="connections">A pattern of <see cref="Rows"/> by <see cref="Columns"/>.</param>
    public SparsityPattern Expand(SparsityPattern connections)
    {
        if (Height == 1)
        {
            return connections;
        }

        var rowOffsets = new int[_weightRows + 1];
        for (int row = 0; row < Rows; row++)
        {
            for (int member = 0; member < Height; member++)
            {
                rowOffsets[RowOf(row, member) + 1] = ColumnsOf(connections, row).Length;
            }
        }

        for (int row = 0; row < _weightRows; row++)
        {
            rowOffsets[row + 1] = checked(rowOffsets[row + 1] + rowOffsets[row]);
        }

        var columnIndices = new int[rowOffsets[_weightRows]];
        for (int row = 0; row < Rows; row++)
        {
            for (int member = 0; member < Height; member++)
            {
                ColumnsOf(connections, row).CopyTo(columnIndices.AsSpan(rowOffsets[RowOf(row, member)]));
            }
        }

        return new SparsityPattern(_weightRows, Columns, rowOffsets, columnIndices, _blocks.Rows);
    }

    /// <summary>
    /// Computes the number of each connection from those of its weights: their magnitude, with the sign of their sum.
    /// </summary>
    /// <param name="rowOffsets">The row offsets of the weights' pattern.</param>
    /// <param name="weights">A number of each weight, in canonical order.</param>
    /// <param name="connections">
    /// Receives a number of each connection, in canonical order; not the memory of the weights' numbers.
    /// </param>
    public void Reduce(ReadOnlySpan<int> rowOffsets, ReadOnlySpan<float> weights, Span<float> connections)
    {
        Span<float> ofBlock = stackalloc float[Height];
        int next = 0;
        for (int row = 0; row < Rows; row++)
        {
            int count = rowOffsets[RowOf(row, 0) + 1] - rowOffsets[RowOf(row, 0)];
            for (int k = 0; k < count; k++)
            {
                for (int member = 0; member < Height; member++)
                {
                    ofBlock[member] = weights[rowOffsets[RowOf(row, member)] + k];
                }

                connections[next++] = NumberOf(ofBlock);
            }
        }
    }

    /// <summary>Gives the mark of each connection to all of its weights.</summary>
    /// <param name="rowOffsets">The row offsets of the weights' pattern.</param>
    /// <param name="connections">The marks of the connections.</param>
    /// <param name="weights">Receives the marks of the weights.</param>
    public void Expand(ReadOnlySpan<int> rowOffsets, ReadOnlySpan<bool> connections, Span<bool> weights)
    {
        int next = 0;
        for (int row = 0; row < Rows; row++)
        {
            int count = rowOffsets[RowOf(row, 0) + 1] - rowOffsets[RowOf(row, 0)];
            for (int member = 0; member < Height; member++)
            {
                connections.Slice(next, count).CopyTo(weights[rowOffsets[RowOf(row, member)]..]);
            }

            next += count;
        }
    }

    /// <summary>Returns the scores of connections from those of the weights.</summary>
    public IPositionScores Reduce(IPositionScores weights) => Height == 1 ? weights : new BlockScores(this, weights);

    private static ReadOnlySpan<int> ColumnsOf(SparsityPattern pattern, int row)
        => pattern.ColumnIndices[pattern.RowOffsets[row]..pattern.RowOffsets[row + 1]];

    private int RowOf(int row, int member) => _blocks.Rows.Row(row, member, _weightRows);

    // Summed in double and always in the same order: the same bits everywhere.
    private float NumberOf(ReadOnlySpan<float> weights)
    {
        double sum = 0;
        double squares = 0;
        double magnitudes = 0;
        double largest = 0;
        foreach (float weight in weights)
        {
            sum += weight;
            squares += (double)weight * weight;
            magnitudes += Math.Abs((double)weight);
            largest = Math.Max(largest, Math.Abs((double)weight));
        }

        double magnitude = _blocks.Magnitude switch
        {
            BlockMagnitude.Largest => largest,
            BlockMagnitude.Mean => magnitudes / weights.Length,
            _ => Math.Sqrt(squares / weights.Length),
        };
        return (float)(sum < 0 ? -magnitude : magnitude);
    }

    private void RequireBlocks(SparsityPattern weights)
    {
        if (weights.Blocks == _blocks.Rows)
        {
            return;
        }

        for (int row = 0; row < Rows; row++)
        {
            for (int member = 1; member < Height; member++)
            {
                if (!ColumnsOf(weights, RowOf(row, member)).SequenceEqual(ColumnsOf(weights, RowOf(row, 0))))
                {
                    throw new ArgumentException(
                        $"'{_name}' has connections of {Height} weights, but rows {RowOf(row, 0)} and "
                        + $"{RowOf(row, member)} of its weight have different columns.",
                        nameof(weights));
                }
            }
        }
    }

    /// <summary>Scores of connections, read in blocks of rows as those of the weights are.</summary>
    private sealed class BlockScores(ConnectionGrid grid, IPositionScores weights) : IPositionScores
    {
        // Gates lie apart, and are read one after the other; neighbouring rows are read together.
        public int BlockRows => Math.Min(grid.Rows, Math.Max(1, weights.BlockRows / grid.Height));

        public void Read(int first, int count, Span<float> scores)
        {
            int size = count * grid.Columns;
            using var read = new HostScratch<float>(size * grid.Height);
            ReadRows(first, count, read.Span);
            Span<float> ofBlock = stackalloc float[grid.Height];
            for (int row = 0; row < count; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                {
                    for (int member = 0; member < grid.Height; member++)
                    {
                        int place = grid._blocks.Rows.Row(row, member, count * grid.Height);
                        ofBlock[member] = read.Span[(place * grid.Columns) + column];
                    }

                    scores[(row * grid.Columns) + column] = grid.NumberOf(ofBlock);
                }
            }
        }

        // The rows of the blocks, in the order of a matrix of these blocks alone.
        private void ReadRows(int first, int count, Span<float> read)
        {
            bool isApart = grid._blocks.Rows.AcrossGates;
            int ranges = isApart ? grid.Height : 1;
            int length = isApart ? count : count * grid.Height;
            for (int range = 0; range < ranges; range++)
            {
                for (int done = 0; done < length; done += weights.BlockRows)
                {
                    int rows = Math.Min(weights.BlockRows, length - done);
                    weights.Read(
                        grid.RowOf(first, range) + done,
                        rows,
                        read.Slice(((range * length) + done) * grid.Columns, rows * grid.Columns));
                }
            }
        }
    }
}
