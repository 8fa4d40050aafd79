namespace StRnn.Sparsity.Distance;

/// <summary>The distance of two layers.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Units">n.</param>
/// <param name="Distance">Mean distance of a neuron from the one it is matched with, 0 to 1.</param>
/// <param name="InPlace">The same where every neuron is matched with its namesake and nothing is renamed anywhere.</param>
/// <param name="IsDense">Whether both have every connection: there is nothing to compare, and the mean over the layers leaves it out.</param>
/// <param name="Matching">Element i: the second network's neuron for neuron i of the first.</param>
/// <param name="Tensors">The layer's tensors one by one.</param>
public sealed record LayerDistance(
    string Name,
    int Units,
    double Distance,
    double InPlace,
    bool IsDense,
    IReadOnlyList<int> Matching,
    IReadOnlyList<TensorDistance> Tensors)
{
    /// <summary>How many neurons are matched with another than their namesake.</summary>
    public int Moved => Matching.Where((other, own) => other != own).Count();
}
