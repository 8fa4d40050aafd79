namespace StRnn.Sparsity.Distance;

/// <summary>The distance of two networks' topologies.</summary>
/// <param name="Distance">Mean of the distances of the layers that are not dense, 0 to 1.</param>
/// <param name="InPlace">The same without any matching.</param>
/// <param name="Layers">The layers.</param>
public sealed record NetworkDistance(double Distance, double InPlace, IReadOnlyList<LayerDistance> Layers);
