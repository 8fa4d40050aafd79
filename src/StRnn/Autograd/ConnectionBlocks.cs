using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// The weights that one connection of a parameter has: those of a column and all rows of a block, which exist or do not
/// exist together.
/// </summary>
/// <param name="Rows">The groups of rows that share their columns.</param>
/// <param name="Magnitude">
/// The one number that pruning and regrowth see of a connection's weights, gradients or momentum.
/// </param>
public sealed record ConnectionBlocks(RowBlocks Rows, BlockMagnitude Magnitude = BlockMagnitude.Norm)
{
    /// <summary>Gets connections of one weight each.</summary>
    public static ConnectionBlocks Single { get; } = new(RowBlocks.Single);

    /// <summary>Gets the number of weights of a connection.</summary>
    public int Height => Rows.Height;
}

/// <summary>
/// The magnitude of a connection of several weights w_1 ... w_h. All are in the unit of one weight, so that connections
/// of different heights compare, and thresholds keep their meaning.
/// </summary>
public enum BlockMagnitude
{
    /// <summary>The L2 norm divided by sqrt(h), the root of the mean square.</summary>
    Norm,

    /// <summary>The largest |w_i|.</summary>
    Largest,

    /// <summary>The mean |w_i|.</summary>
    Mean,
}
