namespace StRnn.Sparsity.Pruning;

/// <summary>Decides which connections of a group are removed; <see cref="IPruningAmount"/> decides how many.</summary>
public interface IPruningRule
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Gets the inputs that the rule needs besides the weights.</summary>
    PruningNeeds Needs => PruningNeeds.None;

    /// <summary>Marks exactly <paramref name="count"/> connections for removal.</summary>
    /// <param name="connections">The group's connections.</param>
    /// <param name="count">The number of connections to remove, at most all of them.</param>
    /// <param name="pruned">Receives true for a connection to remove, and false for one that stays.</param>
    void Mark(PruningCandidates connections, int count, Span<bool> pruned);
}

/// <summary>Inputs that a pruning rule needs besides the weights.</summary>
[Flags]
public enum PruningNeeds
{
    /// <summary>No further input.</summary>
    None = 0,

    /// <summary>The weights after the preceding update, for which one more number per connection is stored.</summary>
    Previous = 1,

    /// <summary>The gradient of the current step.</summary>
    Gradient = 2,
}

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
