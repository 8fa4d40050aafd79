namespace StRnn.Sparsity.Redistribution;

/// <summary>Divides a whole number into parts proportional to weights, exactly and within limits.</summary>
internal static class LargestRemainder
{
    /// <summary>
    /// Computes whole parts that sum to the total. Parts are proportional to the weights, and units lost by rounding
    /// down go to the largest fractions (the first among equals); what a limit cuts off is divided among the other
    /// parts, likewise or equally.
    /// </summary>
    /// <param name="total">The number to divide.</param>
    /// <param name="weights">
    /// The weight of each part, at least 0; if all parts below their limits have weight 0, they count equally.
    /// </param>
    /// <param name="limits">The largest value of each part.</param>
    /// <param name="spreadsEqually">True to divide what a limit cuts off equally.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentException">The limits sum to less than the total.</exception>
    public static long[] Of(
        long total, IReadOnlyList<double> weights, IReadOnlyList<long> limits, bool spreadsEqually = false)
    {
        if (limits.Sum() < total)
        {
            throw new ArgumentException(
                $"{total} connections do not fit into {limits.Sum()} positions.", nameof(limits));
        }

        var parts = new long[weights.Count];
        long left = total;
        while (left > 0)
        {
            int[] open = [.. Enumerable.Range(0, parts.Length).Where(i => parts[i] < limits[i])];
            double sum = spreadsEqually && left < total ? 0 : open.Sum(i => weights[i]);
            double[] wanted = [.. open.Select(i => left * (sum > 0 ? weights[i] / sum : 1.0 / open.Length))];
            long[] add = [.. wanted.Select(part => (long)Math.Floor(part))];
            long remainder = left - add.Sum();
            var byFraction = Enumerable.Range(0, open.Length).OrderByDescending(k => wanted[k] - add[k]).ThenBy(k => k);
            foreach (int k in byFraction.Take((int)remainder))
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
