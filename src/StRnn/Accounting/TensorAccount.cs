using StRnn.Backends.Memory;

namespace StRnn.Accounting;

/// <summary>The cost of one parameter.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Rows">The number of outputs.</param>
/// <param name="Columns">The number of inputs; 1 for a bias.</param>
/// <param name="Nnz">The number of trainable values: connections, or rows * columns of a dense parameter.</param>
/// <param name="IsSparse">True if only the connections are stored.</param>
/// <param name="IsMatrix">False for a bias.</param>
/// <param name="IsLookup">
/// True if the parameter is only looked up (an embedding), which is free in the forward pass.
/// </param>
/// <param name="IsPerTarget">True if the parameter multiplies once per target instead of once per token.</param>
public sealed record TensorAccount(
    string Name, int Rows, int Columns, long Nnz, bool IsSparse, bool IsMatrix, bool IsLookup, bool IsPerTarget = false)
{
    /// <summary>Gets the groups of rows that share their columns.</summary>
    public RowBlocks Blocks { get; init; } = RowBlocks.Single;

    /// <summary>Gets the number of positions, rows * columns.</summary>
    public long Size => (long)Rows * Columns;

    /// <summary>Gets the density, nnz / (rows * columns).</summary>
    public double Density => (double)Nnz / Size;

    /// <summary>Gets the sparsity, 1 - density.</summary>
    public double Sparsity => 1 - Density;
}
