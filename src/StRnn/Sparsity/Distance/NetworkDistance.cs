namespace StRnn.Sparsity.Distance;

/// <summary>The topology distance of two networks.</summary>
/// <param name="Distance">The mean distance of the layers that are not dense, from 0 to 1.</param>
/// <param name="InPlace">The mean distance of these layers without any matching.</param>
/// <param name="Layers">The distances of the layers.</param>
public sealed record NetworkDistance(double Distance, double InPlace, IReadOnlyList<LayerDistance> Layers);
