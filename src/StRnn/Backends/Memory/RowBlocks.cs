namespace StRnn.Backends.Memory;

/// <summary>
/// The groups of rows of a sparse weight that share their columns: a connection joins a column with all rows of a
/// block, and has as many weights. A height of 1 is an unstructured pattern.
/// </summary>
/// <param name="Height">The number of rows in a block: 1, 2, 4 or 8; it divides the number of rows.</param>
/// <param name="AcrossGates">
/// With false, a block is of neighbouring rows: b * Height to b * Height + Height - 1. With true it has one row of each
/// gate: b, b + rows / Height, b + 2 * rows / Height and so on, which for the stacked gates of a recurrent layer are
/// the rows of unit b.
/// </param>
public readonly record struct RowBlocks(int Height, bool AcrossGates)
{
    /// <summary>Gets blocks of one row.</summary>
    public static RowBlocks Single { get; } = new(1, false);

    /// <summary>Returns the number of row <paramref name="member"/> of block <paramref name="block"/>.</summary>
    /// <param name="block">The block's number.</param>
    /// <param name="member">The row's number in the block.</param>
    /// <param name="rows">The number of rows of the matrix.</param>
    public int Row(int block, int member, int rows)
        => AcrossGates ? (member * (rows / Height)) + block : (block * Height) + member;
}
