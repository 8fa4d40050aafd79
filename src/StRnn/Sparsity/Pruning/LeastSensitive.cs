using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning amount that ranks the connections of all groups together by |g*w| and counts the smallest of each group,
/// so that as many weights remain in total as an initialisation would give all groups together. Where |g*w| is 0, as
/// of words that the batch does not contain, the smallest |w| go first. At least one connection of each group stays.
/// Source: SNIP, Lee et al. 2019, equation 6.
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
        int[] ends = final.AllocateNnz([.. groups.Select(group => group.Shape)]);
        long kept = ends.Zip(groups, (end, group) => group.Shape.WeightsOf(end)).Sum();
        long going = Math.Max(0, groups.Sum(group => group.WeightCount) - kept);
        int total = checked((int)groups.Sum(group => (long)group.Nnz));
        if (going == 0)
        {
            return new int[groups.Count];
        }

        using var scores = new HostScratch<float>(total);
        int first = 0;
        foreach (var group in groups)
        {
            group.ReadSensitivities(scores.Span.Slice(first, group.Nnz));
            first += group.Nnz;
        }

        if (WeightsWithoutScore(groups, scores.Span) >= going)
        {
            RankZerosByMagnitude(groups, scores.Span);
        }

        int height = groups[0].Shape.WeightsPerConnection;
        int[] counts = groups.All(group => group.Shape.WeightsPerConnection == height)
            ? CountSmallest(groups, scores.Span, (int)(going / height))
            : CountSmallestWeights(groups, scores.Span, going);
        return [.. counts.Zip(groups, (count, group) => Math.Min(count, group.Nnz - 1))];
    }

    private static long WeightsWithoutScore(IReadOnlyList<TopologyGroup> groups, ReadOnlySpan<float> scores)
    {
        long weights = 0;
        int first = 0;
        foreach (var group in groups)
        {
            weights += group.Shape.WeightsOf(scores.Slice(first, group.Nnz).Count(0f));
            first += group.Nnz;
        }

        return weights;
    }

    // Of equal scores at the threshold, those of the first groups go.
    private static int[] CountSmallest(IReadOnlyList<TopologyGroup> groups, ReadOnlySpan<float> scores, int count)
    {
        var counts = new int[groups.Count];
        uint threshold = SmallestMagnitudes.Threshold(scores, count, out int atThreshold);
        int first = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            foreach (float score in scores.Slice(first, groups[g].Nnz))
            {
                uint bits = SmallestMagnitudes.BitsOf(score);
                counts[g] += bits < threshold || (bits == threshold && atThreshold-- > 0) ? 1 : 0;
            }

            first += groups[g].Nnz;
        }

        return counts;
    }

    // Connections of different heights: in the order of their scores, as long as their weights fit what is to go.
    private static int[] CountSmallestWeights(
        IReadOnlyList<TopologyGroup> groups, ReadOnlySpan<float> scores, long going)
    {
        using var keys = new HostScratch<ulong>(scores.Length);
        var starts = new int[groups.Count];
        for (int g = 1; g < starts.Length; g++)
        {
            starts[g] = starts[g - 1] + groups[g - 1].Nnz;
        }

        for (int k = 0; k < scores.Length; k++)
        {
            keys.Span[k] = ((ulong)SmallestMagnitudes.BitsOf(scores[k]) << 32) | (uint)k;
        }

        keys.Span.Sort();
        var counts = new int[groups.Count];
        foreach (ulong key in keys.Span)
        {
            int place = Array.BinarySearch(starts, (int)(uint)key);
            int g = place >= 0 ? place : ~place - 1;
            while (g + 1 < starts.Length && starts[g + 1] == starts[g])
            {
                g++; // past groups without a connection
            }

            int height = groups[g].Shape.WeightsPerConnection;
            if (height <= going)
            {
                counts[g]++;
                going -= height;
            }
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
