namespace StRnn.Sparsity;

/// <summary>
/// The connections of the rows of a matrix that all have as many, or one more where the number of rows does not divide
/// them.
/// </summary>
internal static class ConstantFanIn
{
    /// <summary>Computes the connections of a row; the first rows have the ones that are left over.</summary>
    /// <param name="nnz">The connections of the matrix.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="row">The row.</param>
    public static int Of(int nnz, int rows, int row) => (nnz / rows) + (row < nnz % rows ? 1 : 0);
}
