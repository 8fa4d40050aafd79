using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// New connections uniformly at random among the positions that never were connections, and where those do not suffice among the other free ones.
/// Source: Liu et al. 2021 (In-Time Over-Parameterization), random growth that prefers unexplored positions.
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
        var explored = request.Explored ?? throw new ArgumentException("The explored positions are missing.", nameof(request));
        long unexplored = ((long)explored.Rows * explored.Columns) - explored.Nnz;
        int first = (int)Math.Min(request.Count, unexplored);
        var random = request.Random;
        var picked = RandomRegrowth.Pick(explored, first, ref random);
        return first == request.Count
            ? picked
            : picked.Union(RandomRegrowth.Pick(request.Occupied.Union(picked), request.Count - first, ref random));
    }
}
