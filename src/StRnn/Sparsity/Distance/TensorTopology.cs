using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Distance;

/// <summary>The connections of one tensor that leads into a layer's neurons.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Pattern">
/// The pattern, [gates * n, inputs]: row g * n + i holds the inputs of gate g of neuron i.
/// </param>
/// <param name="Source">
/// The number of the layer whose neurons the columns are, an earlier one or the layer itself; null for inputs that have
/// an identity, such as words.
/// </param>
public sealed record TensorTopology(string Name, SparsityPattern Pattern, int? Source);
