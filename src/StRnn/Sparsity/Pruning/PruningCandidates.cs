namespace StRnn.Sparsity.Pruning;

/// <summary>
/// The connections of a group, from which a rule chooses those to remove. All arrays are in canonical order.
/// </summary>
/// <param name="values">The weights.</param>
/// <param name="previous">
/// The weights after the preceding update, 0 if the connection was new; empty unless the rule needs them.
/// </param>
/// <param name="gradient">The gradient of the current step; empty unless the rule needs it.</param>
public readonly ref struct PruningCandidates(
    ReadOnlySpan<float> values, ReadOnlySpan<float> previous = default, ReadOnlySpan<float> gradient = default)
{
    /// <summary>Gets the weights.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>
    /// Gets the weights after the preceding update, 0 if the connection was new; empty unless the rule's needs include
    /// <see cref="PruningNeeds.Previous"/>.
    /// </summary>
    public ReadOnlySpan<float> Previous { get; } = previous;

    /// <summary>
    /// Gets the gradient of the current step; empty unless the rule's needs include
    /// <see cref="PruningNeeds.Gradient"/>.
    /// </summary>
    public ReadOnlySpan<float> Gradient { get; } = gradient;
}
