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
