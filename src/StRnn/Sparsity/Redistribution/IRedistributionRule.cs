namespace StRnn.Sparsity.Redistribution;

/// <summary>Decides how many connections each tensor has after a topology update; their sum stays what it was.</summary>
public interface IRedistributionRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>The number of connections of each tensor after the update.</summary>
    /// <param name="shapes">The sparse tensors' shapes.</param>
    /// <param name="nnz">Their numbers of connections before the update.</param>
    int[] AllocateNnz(IReadOnlyList<MatrixShape> shapes, IReadOnlyList<int> nnz);
}
