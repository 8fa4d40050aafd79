namespace StRnn.Sparsity.Distance;

/// <summary>
/// The distance of one tensor's rows under its layer's matching; each gate's rows count as neurons of their own.
/// </summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Distance">The mean distance of the rows, from 0 to 1.</param>
public sealed record TensorDistance(string Name, double Distance);
