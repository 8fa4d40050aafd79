using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Sparsity.Initialization;

/// <summary>Draws the connections a tensor starts with.</summary>
internal static class RandomPattern
{
    /// <summary>Draws a pattern of exactly <paramref name="nnz"/> connections, every such pattern being equally likely.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="nnz">The number of connections, at most rows * columns.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <remarks>
    /// The connections are <see cref="DistinctSample.Draw"/>'s positions row * columns + column, drawn into the pattern's own arrays.
    /// </remarks>
    public static SparsityPattern Draw(MatrixShape shape, int nnz, RandomSequence random)
    {
        var sample = BucketedSample.Draw(shape.Size, shape.Columns, nnz, ref random);
        return new SparsityPattern(shape.Rows, shape.Columns, sample.Starts, sample.Offsets);
    }
}
