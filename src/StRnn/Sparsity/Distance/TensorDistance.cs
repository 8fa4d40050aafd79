namespace StRnn.Sparsity.Distance;

/// <summary>The distance of one tensor's rows, each gate's rows neurons of their own, under its layer's matching.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Distance">Mean over the rows, 0 to 1.</param>
public sealed record TensorDistance(string Name, double Distance);
