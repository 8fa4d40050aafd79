using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Layers;

/// <summary>
/// Connections of several weights: a sparse model whose layers have these options draws, prunes and regrows the weights
/// of a connection together. In a recurrent layer the gates of a unit share their inputs; in a matrix that makes an
/// output, neighbouring rows do. An embedding keeps a connection for each weight: its rows are words, and are looked up
/// one at a time.
/// </summary>
/// <remarks>
/// Source: Liu et al. 2021, equation 4, which draws connections between neurons; their program draws them between a
/// neuron and a gate.
/// </remarks>
public sealed record UnitConnections
{
    /// <summary>The default of <see cref="BlockHeight"/>.</summary>
    public const int DefaultBlockHeight = 4;

    /// <summary>
    /// Gets the rows of a recurrent layer's matrix that share their columns, 1, 2, 4 or 8; null for one of each gate.
    /// More rows than gates join units that lie H * gates / rows apart; fewer join the gates that lie as many apart as
    /// there are groups of them, such as i with g and f with o.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of these heights.</exception>
    public int? RecurrentHeight
    {
        get;
        init => field = value is null or 1 or 2 or 4 or 8 ? value : throw NoHeight(value.Value);
    }

    /// <summary>
    /// Gets the neighbouring rows of another matrix that share their columns, 1, 2, 4 or 8. Where they do not divide
    /// its rows, half as many do, and so on down to 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of these heights.</exception>
    public int BlockHeight
    {
        get;
        init => field = value is 1 or 2 or 4 or 8 ? value : throw NoHeight(value);
    } = DefaultBlockHeight;

    /// <summary>Gets the magnitude of a connection's weights, by which it is pruned.</summary>
    public BlockMagnitude Magnitude { get; init; }

    /// <summary>Returns the connections of a recurrent layer's matrix.</summary>
    /// <param name="connections">The options; null for connections of one weight.</param>
    /// <param name="cell">The cell's name, for messages.</param>
    /// <param name="gates">The number of gates whose rows are stacked in the matrix.</param>
    /// <param name="hidden">The number of rows of a gate H.</param>
    /// <exception cref="ArgumentException">The gates, or the rows, do not form blocks of that height.</exception>
    public static ConnectionBlocks OfGates(UnitConnections? connections, string cell, int gates, int hidden)
    {
        if (connections is null)
        {
            return ConnectionBlocks.Single;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(gates, 1);
        int height = connections.RecurrentHeight ?? gates;
        if (height is not (1 or 2 or 4 or 8) || (gates % height != 0 && height % gates != 0))
        {
            throw new ArgumentException(
                $"A unit of a {cell} layer has {gates} gates, which blocks of 1, 2, 4 or 8 rows cannot join"
                + (connections.RecurrentHeight is null ? string.Empty : $" by {height}")
                + ": give a recurrent block height of 1, which leaves its matrices as they are, or take another cell.",
                nameof(connections));
        }

        return gates * hidden % height == 0
            ? new ConnectionBlocks(new RowBlocks(height, AcrossGates: height > 1), connections.Magnitude)
            : throw new ArgumentException(
                $"Blocks of {height} rows do not divide the {gates} gates of {hidden} units of a {cell} layer: "
                + $"give a number of units that {height / gates} divides.",
                nameof(connections));
    }

    /// <summary>Returns the connections of another matrix.</summary>
    /// <param name="connections">The options; null for connections of one weight.</param>
    /// <param name="rows">The number of its rows.</param>
    public static ConnectionBlocks OfRows(UnitConnections? connections, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        int height = connections?.BlockHeight ?? 1;
        while (rows % height != 0)
        {
            height /= 2;
        }

        return connections is null
            ? ConnectionBlocks.Single
            : new ConnectionBlocks(new RowBlocks(height, AcrossGates: false), connections.Magnitude);
    }

    private static ArgumentOutOfRangeException NoHeight(int height)
        => new(nameof(height), $"Blocks of {height} rows: a block has 1, 2, 4 or 8.");
}
