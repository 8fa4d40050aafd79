using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>No connection comes, for methods that only remove.</summary>
public sealed class NoRegrowth : IRegrowthRule
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Connections are wanted nevertheless: the redistribution rule does not fit.</exception>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Count == 0
            ? SparsityPattern.FromPositions(request.Occupied.Rows, request.Occupied.Columns, [])
            : throw new ArgumentException($"{request.Count} connections are to regrow where none do.", nameof(request));
    }
}
