namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount with one magnitude threshold h for all tensors that adapts itself: with K connections below h and a
/// target of K* = p * nnz, h is halved for the next update if K &gt; 1.1 K*, and doubled if K &lt; 0.9 K*. At least one
/// connection of each group stays. Source: DSR, Mostafa and Wang 2019, algorithm 1.
/// </summary>
/// <param name="initialThreshold">The threshold h at the first update, above 0; 0.001 in the published program.</param>
public sealed class AdaptiveThreshold(double initialThreshold = AdaptiveThreshold.PublishedThreshold) : IPruningAmount
{
    /// <summary>The threshold h of the first update in the published program.</summary>
    public const double PublishedThreshold = 1e-3;

    private const string Key = "threshold";
    private const double Tolerance = 0.1;

    /// <inheritdoc/>
    public string Name => "adaptive-threshold";

    /// <inheritdoc/>
    public bool FollowsRate => true;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(moment);
        double threshold = moment.MethodMemory.TryGetValue(Key, out double remembered) ? remembered : initialThreshold;
        int[] counts = [.. groups.Select(group => BelowThreshold.CountOf(group, (float)threshold))];
        double found = counts.Zip(groups, (count, group) => (double)group.Shape.WeightsOf(count)).Sum();
        double wanted = moment.Rate * groups.Sum(group => (double)group.WeightCount);
        moment.MethodMemory[Key] = found > (1 + Tolerance) * wanted ? threshold / 2
            : found < (1 - Tolerance) * wanted ? threshold * 2
            : threshold;
        return counts;
    }
}
