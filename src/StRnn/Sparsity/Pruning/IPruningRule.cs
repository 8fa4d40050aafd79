namespace StRnn.Sparsity.Pruning;

/// <summary>Decides which connections of a group go; how many is <see cref="IPruningAmount"/>'s.</summary>
public interface IPruningRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>What the rule looks at besides the weights.</summary>
    PruningNeeds Needs => PruningNeeds.None;

    /// <summary>Marks exactly <paramref name="count"/> connections.</summary>
    /// <param name="connections">The group's connections.</param>
    /// <param name="count">How many must go, at most the number of connections.</param>
    /// <param name="pruned">Receives true for a connection that goes, false for one that stays.</param>
    void Mark(PruningCandidates connections, int count, Span<bool> pruned);
}
