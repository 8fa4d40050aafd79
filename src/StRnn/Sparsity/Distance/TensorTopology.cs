using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Distance;

/// <summary>One tensor's connections as part of a layer's neurons.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Pattern">
/// [gates * n, inputs]: row g * n + i holds the inputs of gate g of neuron i.
/// </param>
/// <param name="Source">Whose neurons the columns are: the number of an earlier layer or of the layer itself; null for inputs that have names of their own, such as words.</param>
public sealed record TensorTopology(string Name, SparsityPattern Pattern, int? Source);
