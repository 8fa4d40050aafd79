namespace StRnn.Sparsity.Redistribution;

/// <summary>Divides weights among groups whose connections may have different numbers of them.</summary>
internal static class WholeConnections
{
    /// <summary>Returns the number of weights of some connections of each group, together.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="connections">The number of connections of each group.</param>
    public static long WeightsOf(IReadOnlyList<TopologyGroup> groups, IReadOnlyList<int> connections)
        => groups.Zip(connections, (group, count) => group.Shape.WeightsOf(count)).Sum();

    /// <summary>
    /// Computes parts proportional to shares as <see cref="LargestRemainder"/> does, in whole connections. What
    /// rounding down leaves goes to the largest fractions that it fits. If it fits nowhere, because the groups of the
    /// lowest height are full, these give back what fills a taller connection; so the total is exact wherever the
    /// lowest groups get as much as that.
    /// </summary>
    /// <param name="groups">The groups.</param>
    /// <param name="weights">The number of weights to divide.</param>
    /// <param name="shares">The share of each group, at least 0.</param>
    /// <param name="limits">The largest number of connections of each part.</param>
    /// <param name="spreadsEqually">True to divide what a limit cuts off equally.</param>
    /// <returns>The number of connections of each part.</returns>
    public static long[] Divide(
        IReadOnlyList<TopologyGroup> groups,
        long weights,
        IReadOnlyList<double> shares,
        IReadOnlyList<long> limits,
        bool spreadsEqually = false)
    {
        int[] heights = [.. groups.Select(group => group.Shape.WeightsPerConnection)];
        long[] parts = LargestRemainder.Of(
            weights, shares, [.. limits.Zip(heights, (limit, height) => limit * height)], spreadsEqually);
        double[] fractions = [.. parts.Zip(heights, (part, height) => (double)(part % height) / height)];
        long left = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            left += parts[i] % heights[i];
            parts[i] /= heights[i];
        }

        while (left > 0)
        {
            int[] open = [.. Enumerable.Range(0, parts.Length)
                .Where(i => parts[i] < limits[i])
                .OrderByDescending(i => heights[i] <= left)
                .ThenByDescending(i => heights[i] <= left ? fractions[i] : -heights[i])];
            if (open.Length == 0 || !Fits(heights, parts, heights[open[0]], ref left))
            {
                break;
            }

            parts[open[0]]++;
            left -= heights[open[0]];
            fractions[open[0]] = 0;
        }

        return parts;
    }

    // Whether so many weights are left, or become so by taking connections back from a lower group.
    private static bool Fits(int[] heights, long[] parts, int wanted, ref long left)
    {
        long missing = wanted - left;
        if (missing <= 0)
        {
            return true;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (missing % heights[i] == 0 && parts[i] >= missing / heights[i] && heights[i] < wanted)
            {
                parts[i] -= missing / heights[i];
                left += missing;
                return true;
            }
        }

        return false;
    }
}
