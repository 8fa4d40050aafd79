using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Distance;

/// <summary>The topology distance of two layers.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Units">The number of neurons n.</param>
/// <param name="Distance">The mean distance between matched neurons, from 0 to 1.</param>
/// <param name="InPlace">
/// The mean distance if every neuron is matched with the neuron of equal number, in this layer and all others.
/// </param>
/// <param name="IsDense">
/// True if both layers have every connection. There is nothing to compare then, and the mean over the layers leaves
/// this layer out.
/// </param>
/// <param name="Matching">The second network's neuron (the value) for each neuron of the first one (the index).</param>
/// <param name="Tensors">The distances of the layer's tensors.</param>
public sealed record LayerDistance(
    string Name,
    int Units,
    double Distance,
    double InPlace,
    bool IsDense,
    IReadOnlyList<int> Matching,
    IReadOnlyList<TensorDistance> Tensors)
{
    /// <summary>Gets the number of neurons that are not matched with the neuron of equal number.</summary>
    public int Moved => Matching.Where((other, own) => other != own).Count();
}

/// <summary>
/// The distance of one tensor's rows under its layer's matching; each gate's rows count as neurons of their own.
/// </summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Distance">The mean distance of the rows, from 0 to 1.</param>
public sealed record TensorDistance(string Name, double Distance)
{
    /// <summary>Gets the groups of rows that share their columns in both networks.</summary>
    public RowBlocks Blocks { get; init; } = RowBlocks.Single;
}
