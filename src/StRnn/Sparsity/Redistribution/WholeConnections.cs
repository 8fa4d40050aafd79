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
    /// Computes parts proportional to shares as <see cref="LargestRemainder"/> does, in whole connections. What a group
    /// lacks of a connection goes to the largest fraction that it fits; only if it fits nowhere, which needs groups of
    /// different heights of which the lowest are full, some weights fewer than a connection's are left over.
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
        long left = parts.Zip(heights, (part, height) => part % height).Sum();
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] /= heights[i];
        }

        while (left > 0)
        {
            int[] open = [.. Enumerable.Range(0, parts.Length)
                .Where(i => heights[i] <= left && parts[i] < limits[i])
                .OrderByDescending(i => fractions[i])
                .ThenByDescending(i => heights[i])];
            if (open.Length == 0)
            {
                break;
            }

            parts[open[0]]++;
            left -= heights[open[0]];
            fractions[open[0]] = 0;
        }

        return parts;
    }
}
