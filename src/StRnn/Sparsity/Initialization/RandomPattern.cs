using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity.Initialization;

/// <summary>Draws the connections a tensor starts with.</summary>
public static class RandomPattern
{
    /// <summary>Draws a pattern of exactly <paramref name="nnz"/> connections, every such pattern being equally likely.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="nnz">The number of connections, at most rows * columns.</param>
    /// <param name="random">Where the draws come from.</param>
    public static SparsityPattern Draw(MatrixShape shape, int nnz, RandomSequence random)
        => SparsityPattern.FromPositions(shape.Rows, shape.Columns, DistinctSample.Draw(shape.Size, nnz, ref random));
}
