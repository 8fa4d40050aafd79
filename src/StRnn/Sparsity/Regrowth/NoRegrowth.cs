using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>A regrowth rule that adds no connection, for methods that only remove.</summary>
public sealed class NoRegrowth : IRegrowthRule
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Connections are requested: the redistribution rule does not match this rule.
    /// </exception>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Count == 0
            ? SparsityPattern.FromPositions(request.Occupied.Rows, request.Occupied.Columns, [])
            : throw new ArgumentException(
                $"{request.Count} connections are requested from a rule that adds none.", nameof(request));
    }
}
