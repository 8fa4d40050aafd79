using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount that counts every connection with |w| below a fixed threshold; at least one of each group stays.
/// </summary>
/// <param name="threshold">The threshold, above 0.</param>
public sealed class BelowThreshold(double threshold) : IPruningAmount
{
    private readonly float _threshold = threshold > 0 && double.IsFinite(threshold)
        ? (float)threshold
        : throw new ArgumentOutOfRangeException(nameof(threshold), $"Threshold {threshold} is not above 0.");

    /// <inheritdoc/>
    public string Name => "threshold";

    /// <inheritdoc/>
    public bool FollowsRate => false;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
        => [.. groups.Select(group => CountOf(group, _threshold))];

    /// <summary>Counts the connections of a group with |w| below a threshold, leaving at least one.</summary>
    internal static int CountOf(TopologyGroup group, float threshold)
    {
        using var values = new HostScratch<float>(group.Nnz);
        group.ReadValues(values.Span);
        int count = 0;
        foreach (float value in values.Span)
        {
            count += Math.Abs(value) < threshold ? 1 : 0;
        }

        return Math.Min(count, Math.Max(0, group.Nnz - 1));
    }
}
