using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// The connections whose weight changed sign since the update before; one that was 0 then has no sign yet. Both how many and which: as many
/// are marked as were counted. Source: DeepR, Bellec et al. 2018, algorithm 1.
/// </summary>
public sealed class SignFlips : IPruningAmount, IPruningRule
{
    /// <inheritdoc cref="IPruningRule.Name"/>
    public string Name => "sign-flip";

    /// <inheritdoc/>
    public bool FollowsRate => false;

    /// <inheritdoc/>
    public PruningNeeds Needs => PruningNeeds.Previous;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment) => [.. groups.Select(Count)];

    /// <inheritdoc/>
    public void Mark(PruningCandidates connections, int count, Span<bool> pruned)
    {
        int left = count;
        for (int k = 0; k < pruned.Length; k++)
        {
            pruned[k] = left > 0 && HasFlipped(connections.Values[k], connections.Previous[k]);
            left -= pruned[k] ? 1 : 0;
        }

        if (left > 0)
        {
            throw new ArgumentException($"{count} connections are to go, but {count - left} have changed sign.", nameof(count));
        }
    }

    private static int Count(TopologyGroup group)
    {
        using var values = new HostScratch<float>(group.Nnz);
        using var previous = new HostScratch<float>(group.Nnz);
        group.ReadValues(values.Span);
        group.ReadPrevious(previous.Span);
        int count = 0;
        for (int k = 0; k < group.Nnz; k++)
        {
            count += HasFlipped(values.Span[k], previous.Span[k]) ? 1 : 0;
        }

        return count;
    }

    private static bool HasFlipped(float value, float previous) => (value < 0 && previous > 0) || (value > 0 && previous < 0);
}
