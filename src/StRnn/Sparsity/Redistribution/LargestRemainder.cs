namespace StRnn.Sparsity.Redistribution;

/// <summary>Shares a whole number out in proportion to weights, exactly and within limits.</summary>
internal static class LargestRemainder
{
    /// <summary>
    /// Whole parts that sum to the total: proportional, the remainders going to the largest fractions (of equal ones to the first); what a
    /// part's limit cuts off goes to the others in the same way.
    /// </summary>
    /// <param name="total">What is shared out.</param>
    /// <param name="weights">At least 0 each; where all open parts have none, they count equally.</param>
    /// <param name="limits">The largest part of each.</param>
    /// <exception cref="ArgumentException">The limits do not hold the total.</exception>
    public static long[] Of(long total, IReadOnlyList<double> weights, IReadOnlyList<long> limits)
    {
        if (limits.Sum() < total)
        {
            throw new ArgumentException($"{total} connections do not fit into {limits.Sum()} places.", nameof(limits));
        }

        var parts = new long[weights.Count];
        long left = total;
        while (left > 0)
        {
            int[] open = [.. Enumerable.Range(0, parts.Length).Where(i => parts[i] < limits[i])];
            double sum = open.Sum(i => weights[i]);
            double[] wanted = [.. open.Select(i => left * (sum > 0 ? weights[i] / sum : 1.0 / open.Length))];
            long[] add = [.. wanted.Select(part => (long)Math.Floor(part))];
            long rest = left - add.Sum();
            foreach (int k in Enumerable.Range(0, open.Length).OrderByDescending(k => wanted[k] - add[k]).ThenBy(k => k).Take((int)rest))
            {
                add[k]++;
            }

            for (int k = 0; k < open.Length; k++)
            {
                long part = Math.Min(add[k], limits[open[k]] - parts[open[k]]);
                parts[open[k]] += part;
                left -= part;
            }
        }

        return parts;
    }
}
