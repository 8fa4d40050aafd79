namespace StRnn.Sparsity.Distance;

/// <summary>A layer's n neurons with all that feeds them; a recurrent layer's neurons are its hidden state.</summary>
/// <param name="Name">What it is called in a report.</param>
/// <param name="Units">n.</param>
/// <param name="Tensors">Its tensors, each with a whole number of gates of n rows.</param>
/// <param name="HasNamedUnits">Whether its neurons have names of their own, such as words or classes: they are matched by name, not by topology.</param>
public sealed record LayerTopology(string Name, int Units, IReadOnlyList<TensorTopology> Tensors, bool HasNamedUnits = false)
{
    /// <summary>Whether every connection exists.</summary>
    public bool IsDense => Tensors.All(tensor => tensor.Pattern.Nnz == (long)tensor.Pattern.Rows * tensor.Pattern.Columns);
}
