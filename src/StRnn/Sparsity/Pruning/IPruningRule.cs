namespace StRnn.Sparsity.Pruning;

/// <summary>Decides which connections of a tensor go.</summary>
public interface IPruningRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Marks exactly <paramref name="count"/> connections.</summary>
    /// <param name="values">The weights, in canonical order.</param>
    /// <param name="count">How many must go, at most the number of values.</param>
    /// <param name="pruned">Receives true for a connection that goes, false for one that stays.</param>
    void Mark(ReadOnlySpan<float> values, int count, Span<bool> pruned);
}
