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
