namespace StRnn.Sparsity.Distance;

/// <summary>
/// The assignment problem, solved exactly: a permutation π of 0..n-1 of the smallest Σ cost(i, π(i)). Shortest augmenting paths with
/// potentials, O(n³) time, O(n) memory beside the costs. Source: Jonker and Volgenant 1987, "A shortest augmenting path algorithm for dense
/// and sparse linear assignment problems", without its initial reductions.
/// </summary>
/// <remarks>
/// Costs are whole numbers: it is exact for what it is given, and the same costs give the same permutation on every machine. Whoever rounds fractions
/// to costs decides how near the best the permutation is. Of several best permutations one is taken; who prefers one of them says so in the costs.
/// </remarks>
internal static class LinearAssignment
{
    private const int Nobody = -1;

    /// <summary>Solves the problem.</summary>
    /// <param name="costs">cost(i, j) at i * n + j; n² of them, none below 0 or above <see cref="LargestCost"/>.</param>
    /// <param name="size">n.</param>
    /// <returns>π: element i is the j that i is given.</returns>
    /// <exception cref="ArgumentException">There are not n² costs, or one is out of range.</exception>
    public static int[] Solve(ReadOnlySpan<long> costs, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (costs.Length != (long)size * size)
        {
            throw new ArgumentException($"{costs.Length} costs are no {size} x {size} matrix.", nameof(costs));
        }

        long largest = LargestCost(size);
        for (int k = 0; k < costs.Length; k++)
        {
            if (costs[k] < 0 || costs[k] > largest)
            {
                throw new ArgumentException(
                    $"cost({k / size}, {k % size}) is {costs[k]}: costs of {size} x {size} must lie between 0 and {largest}.", nameof(costs));
            }
        }

        // Reduced costs cost(i, j) - u(i) - v(j) are never below 0, and 0 for whoever is matched.
        var rowPotential = new long[size];
        var columnPotential = new long[size];
        var rowOf = new int[size];
        Array.Fill(rowOf, Nobody);
        var distance = new long[size];
        var before = new int[size];
        var open = new int[size];
        for (int row = 0; row < size; row++)
        {
            int column = ShortestPath(costs, row, rowPotential, columnPotential, rowOf, distance, before, open);

            // Along the path everyone takes the column of the one behind.
            while (column != Nobody)
            {
                int previous = before[column];
                rowOf[column] = previous == Nobody ? row : rowOf[previous];
                column = previous;
            }
        }

        var assignment = new int[size];
        for (int column = 0; column < size; column++)
        {
            assignment[rowOf[column]] = column;
        }

        return assignment;
    }

    /// <summary>What a cost may be: potentials and lengths of paths are sums of at most 2n costs, and differ by no more.</summary>
    /// <param name="size">n.</param>
    public static long LargestCost(int size) => long.MaxValue / (4 * ((long)size + 1));

    /// <summary>Dijkstra's search from a free row to the nearest free column, and the potentials that keep reduced costs at or above 0.</summary>
    /// <returns>The free column; <paramref name="before"/> leads back from it.</returns>
    private static int ShortestPath(
        ReadOnlySpan<long> costs, int start, long[] rowPotential, long[] columnPotential, int[] rowOf, long[] distance, int[] before, int[] open)
    {
        int size = rowOf.Length;
        Array.Fill(distance, long.MaxValue);
        for (int j = 0; j < size; j++)
        {
            open[j] = j;
        }

        int openCount = size;
        int row = start;
        int last = Nobody;
        long walked = 0;
        while (true)
        {
            long offset = walked - rowPotential[row];
            var costsOfRow = costs.Slice(row * size, size);
            int nearest = 0;
            long shortest = long.MaxValue;
            for (int k = 0; k < openCount; k++)
            {
                int j = open[k];
                long through = offset + costsOfRow[j] - columnPotential[j];
                if (through < distance[j])
                {
                    distance[j] = through;
                    before[j] = last;
                }

                if (distance[j] < shortest || (distance[j] == shortest && rowOf[j] == Nobody && rowOf[open[nearest]] != Nobody))
                {
                    shortest = distance[j];
                    nearest = k;
                }
            }

            walked = shortest;
            last = open[nearest];
            open[nearest] = open[--openCount];
            open[openCount] = last;
            if (rowOf[last] == Nobody)
            {
                break;
            }

            row = rowOf[last];
        }

        // Columns that were settled, the last one apart, and the rows that hold them.
        rowPotential[start] += walked;
        for (int k = openCount; k < size; k++)
        {
            int j = open[k];
            if (rowOf[j] != Nobody)
            {
                columnPotential[j] -= walked - distance[j];
                rowPotential[rowOf[j]] += walked - distance[j];
            }
        }

        return last;
    }
}
