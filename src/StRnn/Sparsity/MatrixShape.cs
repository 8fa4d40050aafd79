namespace StRnn.Sparsity;

/// <summary>The shape of a stored weight matrix.</summary>
/// <param name="Rows">Outputs; four stacked gates count as one matrix of 4H rows.</param>
/// <param name="Columns">Inputs.</param>
public readonly record struct MatrixShape(int Rows, int Columns)
{
    /// <summary>rows * columns.</summary>
    public long Size => (long)Rows * Columns;

    /// <summary>rows + columns.</summary>
    public long Perimeter => (long)Rows + Columns;
}
