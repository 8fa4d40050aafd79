using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Distance;

/// <summary>
/// The n neurons of a layer with all their input connections; the neurons of a recurrent layer are its hidden state.
/// </summary>
/// <param name="Name">The layer's name in reports.</param>
/// <param name="Units">The number of neurons n.</param>
/// <param name="Tensors">The layer's tensors, each with n rows for each of a whole number of gates.</param>
/// <param name="HasNamedUnits">
/// True if the neurons have an identity, such as words or classes. They are matched by it and not by topology.
/// </param>
public sealed record LayerTopology(
    string Name, int Units, IReadOnlyList<TensorTopology> Tensors, bool HasNamedUnits = false)
{
    /// <summary>Gets a value indicating whether the layer has every connection.</summary>
    public bool IsDense
        => Tensors.All(tensor => tensor.Pattern.Nnz == (long)tensor.Pattern.Rows * tensor.Pattern.Columns);
}

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
