namespace StRnn.Sparsity.Initialization;

/// <summary>Decides how many connections each sparse tensor starts with. Which ones is drawn uniformly, without replacement.</summary>
public interface ISparseInitializer
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>The exact number of connections of each tensor.</summary>
    /// <param name="shapes">All sparse tensors of the model.</param>
    int[] AllocateNnz(IReadOnlyList<MatrixShape> shapes);
}
