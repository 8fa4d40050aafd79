namespace StRnn.Accounting;

/// <summary>What one parameter costs.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs; 1 for a bias.</param>
/// <param name="Nnz">Trainable values: connections, or rows * columns where it is dense.</param>
/// <param name="IsSparse">Whether only the connections are stored.</param>
/// <param name="IsMatrix">False for a bias.</param>
/// <param name="IsLookup">Whether it is only looked up (an embedding): free in the forward pass.</param>
/// <param name="IsPerTarget">Whether it multiplies once per target and not once per token.</param>
public sealed record TensorAccount(
    string Name, int Rows, int Columns, long Nnz, bool IsSparse, bool IsMatrix, bool IsLookup, bool IsPerTarget = false)
{
    /// <summary>rows * columns.</summary>
    public long Size => (long)Rows * Columns;

    /// <summary>nnz / (rows * columns).</summary>
    public double Density => (double)Nnz / Size;

    /// <summary>1 - density.</summary>
    public double Sparsity => 1 - Density;
}
