using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// A regrowth rule that draws new connections uniformly among the free positions that never held a connection, and if
/// these do not suffice, among the other free positions. Source: Liu et al. 2021 (In-Time Over-Parameterization),
/// random growth that prefers unexplored positions.
/// </summary>
public sealed class UnexploredRegrowth : IRegrowthRule
{
    /// <inheritdoc/>
    public string Name => "unexplored";

    /// <inheritdoc/>
    public RegrowthNeeds Needs => RegrowthNeeds.Explored;

    /// <inheritdoc/>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var explored = request.Explored
            ?? throw new ArgumentException("The explored positions are missing.", nameof(request));
        long unexplored = ((long)explored.Rows * explored.Columns) - explored.Nnz;
        int first = (int)Math.Min(request.Count, unexplored);
        var random = request.Random;
        var picked = RandomRegrowth.Pick(explored, first, ref random, request.Threads);
        return first == request.Count
            ? picked
            : picked.Union(RandomRegrowth.Pick(request.Occupied.Union(picked), request.Count - first, ref random));
    }
}
