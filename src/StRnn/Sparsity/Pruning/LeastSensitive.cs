using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount that ranks the connections of all groups together by |g*w| and counts the smallest of each group,
/// so that as many remain in total as an initialisation would give all groups together. Where |g*w| is 0, as of words
/// that the batch does not contain, the smallest |w| go first. At least one connection of each group stays. Source:
/// SNIP, Lee et al. 2019, equation 6.
/// </summary>
/// <param name="final">Decides the final number of connections of all groups together.</param>
public sealed class LeastSensitive(ISparseInitializer final) : IPruningAmount
{
    /// <inheritdoc/>
    public string Name => "least-sensitive";

    /// <inheritdoc/>
    public bool FollowsRate => false;

    /// <inheritdoc/>
    public int[] Count(IReadOnlyList<TopologyGroup> groups, TopologyMoment moment)
    {
        ArgumentNullException.ThrowIfNull(groups);
        long kept = final.AllocateNnz([.. groups.Select(group => group.Shape)]).Sum(nnz => (long)nnz);
        int total = checked((int)groups.Sum(group => (long)group.Nnz));
        int count = (int)Math.Max(0, total - kept);
        var counts = new int[groups.Count];
        if (count == 0)
        {
            return counts;
        }

        using var scores = new HostScratch<float>(total);
        int first = 0;
        foreach (var group in groups)
        {
            group.ReadSensitivities(scores.Span.Slice(first, group.Nnz));
            first += group.Nnz;
        }

        if (scores.Span.Count(0f) >= count)
        {
            RankZerosByMagnitude(groups, scores.Span);
        }

        // Of equal scores at the threshold, those of the first groups go.
        uint threshold = SmallestMagnitudes.Threshold(scores.Span, count, out int atThreshold);
        first = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            foreach (float score in scores.Span.Slice(first, groups[g].Nnz))
            {
                uint bits = SmallestMagnitudes.BitsOf(score);
                counts[g] += bits < threshold || (bits == threshold && atThreshold-- > 0) ? 1 : 0;
            }

            first += groups[g].Nnz;
            counts[g] = Math.Min(counts[g], groups[g].Nnz - 1);
        }

        return counts;
    }

    // Connections with a score other than 0 stay, however small their weights.
    private static void RankZerosByMagnitude(IReadOnlyList<TopologyGroup> groups, Span<float> scores)
    {
        int first = 0;
        foreach (var group in groups)
        {
            using var values = new HostScratch<float>(group.Nnz);
            group.ReadValues(values.Span);
            for (int k = 0; k < group.Nnz; k++)
            {
                ref float score = ref scores[first + k];
                score = score == 0 ? values.Span[k] : float.PositiveInfinity;
            }

            first += group.Nnz;
        }
    }
}
