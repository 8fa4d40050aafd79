namespace StRnn.Sparsity.Initialization;

/// <summary>
/// Decides the initial number of connections of each sparse tensor. The connections themselves are drawn uniformly,
/// without replacement.
/// </summary>
public interface ISparseInitializer
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Computes the exact number of connections of each tensor.</summary>
    /// <param name="shapes">
    /// The shapes of all sparse tensors of the model; they say how many weights a connection has.
    /// </param>
    /// <returns>The number of connections of each tensor, in the order of the shapes.</returns>
    int[] AllocateNnz(IReadOnlyList<MatrixShape> shapes);
}
