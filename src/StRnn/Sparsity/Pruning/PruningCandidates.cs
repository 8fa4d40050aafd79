namespace StRnn.Sparsity.Pruning;

/// <summary>The connections of a group, from which a rule chooses those that go. All arrays are in canonical order.</summary>
/// <param name="values">The weights.</param>
/// <param name="previous">The weights after the update before, 0 where the connection was new; empty unless the rule asks for it.</param>
/// <param name="gradient">The gradient of the step in progress; empty unless the rule asks for it.</param>
public readonly ref struct PruningCandidates(
    ReadOnlySpan<float> values, ReadOnlySpan<float> previous = default, ReadOnlySpan<float> gradient = default)
{
    /// <summary>The weights.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>The weights after the update before, 0 where the connection was new; empty unless the rule <see cref="PruningNeeds"/> it.</summary>
    public ReadOnlySpan<float> Previous { get; } = previous;

    /// <summary>The gradient of the step in progress; empty unless the rule <see cref="PruningNeeds"/> it.</summary>
    public ReadOnlySpan<float> Gradient { get; } = gradient;
}
