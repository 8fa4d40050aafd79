using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount and rule for the connections whose weight changed sign since the preceding update; a weight that
/// was 0 had no sign and does not count. As a rule, it marks the connections that it counted as an amount. Source:
/// DeepR, Bellec et al. 2018, algorithm 1.
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
            throw new ArgumentException(
                $"{count} connections are to be pruned, but only {count - left} have changed sign.", nameof(count));
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

    private static bool HasFlipped(float value, float previous)
        => (value < 0 && previous > 0) || (value > 0 && previous < 0);
}
