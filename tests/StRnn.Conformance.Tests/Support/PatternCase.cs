using StRnn.Backends.Memory;

namespace StRnn.Conformance.Tests.Support;

/// <summary>A named pattern; the name is what a test shows.</summary>
public sealed record PatternCase(string Name, SparsityPattern Pattern)
{
    /// <summary>Gets shapes and fillings that kernels with panels, lanes and threads get wrong first.</summary>
    public static PatternCase[] All { get; } =
    [
        new("single connection", Random(1, 1, 1)),
        new("empty", Random(9, 13, 0)),
        new("full", Random(20, 17, 1)),
        new("one dense row", OneDenseRow(23, 65, 11)),
        new("empty rows", EmptyRows(37, 20)),
        new("primes", Random(31, 67, 0.2)),
        new("small rows", Random(700, 5, 0.3)),
        new("wide", Random(7, 1301, 0.05)),
        new("multiples of eight", Random(64, 64, 0.1)),
        new("gates 20", Random(80, 20, 0.3)),
        new("gates 23", Random(92, 23, 0.15)),
        new("gates 65", Random(260, 65, 0.05)),
    ];

    /// <summary>Gets patterns of blocks of rows: every height, of neighbouring rows and across gates.</summary>
    public static PatternCase[] Blocks { get; } =
    [
        .. from height in (int[])[2, 4, 8]
           from acrossGates in (bool[])[false, true]
           let blocks = new RowBlocks(height, acrossGates)
           from rows in (Func<RowBlocks, SparsityPattern>[])
               [
                   each => OfBlocks(each, Random(11, 67, 0.2)),
                   each => OfBlocks(each, EmptyRows(37, 20)),
                   each => OfBlocks(each, Random(1, 19, 0.5)),
               ]
           let pattern = rows(blocks)
           select new PatternCase($"{blocks}, [{pattern.Rows}, {pattern.Columns}]", pattern),
        new("blocks in many panels", OfBlocks(new RowBlocks(4, true), Random(90, 1301, 0.05))),
        new("thin blocks", OfBlocks(new RowBlocks(8, false), Random(41, 1301, 0.002))),
        new("blocks of all columns", OfBlocks(new RowBlocks(4, false), Random(3, 130, 1))),
        new("empty blocks", OfBlocks(new RowBlocks(4, true), Random(5, 9, 0))),
    ];

    /// <summary>Gets patterns of shape [4H, H] in blocks: of a unit's gates, of two units, of no whole unit.</summary>
    public static IEnumerable<PatternCase> BlocksOfGates => OfGates([2, 4, 8]);

    /// <summary>Gets the patterns of shape [4H, H].</summary>
    public static IEnumerable<PatternCase> Gates =>
        All.Where(item => item.Pattern.Rows == 4 * item.Pattern.Columns);

    /// <inheritdoc/>
    public override string ToString() => Name;

    public static SparsityPattern Random(int rows, int columns, double density)
    {
        var random = new Random((rows * 7919) + columns);
        return Where(rows, columns, (_, _) => random.NextDouble() < density);
    }

    /// <summary>Returns a pattern in which the rows of each block have the columns of one row.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="columnsOfBlocks">One row for each block.</param>
    public static SparsityPattern OfBlocks(RowBlocks blocks, SparsityPattern columnsOfBlocks)
    {
        int rows = columnsOfBlocks.Rows * blocks.Height;
        var lines = new int[rows][];
        for (int block = 0; block < columnsOfBlocks.Rows; block++)
        {
            for (int member = 0; member < blocks.Height; member++)
            {
                lines[blocks.Row(block, member, rows)] = columnsOfBlocks.ColumnIndices[
                    columnsOfBlocks.RowOffsets[block]..columnsOfBlocks.RowOffsets[block + 1]].ToArray();
            }
        }

        int[] offsets = new int[rows + 1];
        for (int row = 0; row < rows; row++)
        {
            offsets[row + 1] = offsets[row] + lines[row].Length;
        }

        return new SparsityPattern(
            rows, columnsOfBlocks.Columns, offsets, [.. lines.SelectMany(line => line)], blocks);
    }

    private static IEnumerable<PatternCase> OfGates(int[] heights)
        => from height in heights
           from units in (int[])[24, 56]
           let blocks = new RowBlocks(height, true)
           let pattern = OfBlocks(blocks, Random(4 * units / height, units, 0.2))
           select new PatternCase($"{blocks}, {units} units", pattern);

    private static SparsityPattern OneDenseRow(int rows, int columns, int dense)
    {
        var random = new Random(dense);
        return Where(rows, columns, (row, _) => row == dense || random.Next(20) == 0);
    }

    private static SparsityPattern EmptyRows(int rows, int columns) =>
        Where(rows, columns, (row, column) => row % 3 == 1 && row < 30 && (row + column) % 2 == 0);

    private static SparsityPattern Where(int rows, int columns, Func<int, int, bool> connected)
    {
        var positions = new List<long>();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (connected(row, column))
                {
                    positions.Add(((long)row * columns) + column);
                }
            }
        }

        return SparsityPattern.FromPositions(rows, columns, positions.ToArray());
    }
}
