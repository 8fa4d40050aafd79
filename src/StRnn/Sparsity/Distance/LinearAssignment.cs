namespace StRnn.Sparsity.Distance;

/// <summary>
/// Solves the assignment problem exactly: finds a permutation π of 0..n-1 with the smallest Σ cost(i, π(i)). Shortest
/// augmenting paths with potentials take O(n³) time, and O(n) memory beside the costs. Source: Jonker and Volgenant
/// 1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", without its initial
/// reductions.
/// </summary>
/// <remarks>
/// Costs are integers, so the solution is exact, and equal costs give equal permutations on every machine. A caller
/// that rounds fractions to integer costs decides how close the permutation is to the optimum. Of several optimal
/// permutations one is returned; a caller that prefers one of them must express that in the costs.
/// </remarks>
internal static class LinearAssignment
{
    private const int Nobody = -1;

    /// <summary>Solves an assignment problem.</summary>
    /// <param name="costs">The n² costs, cost(i, j) at i * n + j, each from 0 to <see cref="LargestCost"/>.</param>
    /// <param name="size">The size n of the permutation.</param>
    /// <returns>The permutation π: element i is π(i).</returns>
    /// <exception cref="ArgumentException">There are not n² costs, or one is out of range.</exception>
    public static int[] Solve(ReadOnlySpan<long> costs, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (costs.Length != (long)size * size)
        {
            throw new ArgumentException($"A {size} x {size} matrix cannot have {costs.Length} costs.", nameof(costs));
        }

        long largest = LargestCost(size);
        for (int k = 0; k < costs.Length; k++)
        {
            if (costs[k] < 0 || costs[k] > largest)
            {
                throw new ArgumentException(
                    $"cost({k / size}, {k % size}) = {costs[k]}: costs of {size} x {size} lie between 0 and {largest}.",
                    nameof(costs));
            }
        }

        // Reduced costs cost(i, j) - u(i) - v(j) are never below 0, and 0 for matched pairs.
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

            // Along the path, each row takes the column of the next one.
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

    /// <summary>
    /// Computes the largest cost allowed. Potentials and path lengths are sums of at most 2n costs, and their
    /// differences are no larger.
    /// </summary>
    /// <param name="size">The size n of the permutation.</param>
    /// <returns>The largest cost for which no sum overflows.</returns>
    public static long LargestCost(int size) => long.MaxValue / (4 * ((long)size + 1));

    /// <summary>
    /// Searches the shortest path from a free row to the nearest free column by Dijkstra's algorithm, and updates the
    /// potentials so that reduced costs stay at or above 0.
    /// </summary>
    /// <returns>The free column; <paramref name="before"/> leads back from it.</returns>
    private static int ShortestPath(
        ReadOnlySpan<long> costs,
        int start,
        long[] rowPotential,
        long[] columnPotential,
        int[] rowOf,
        long[] distance,
        int[] before,
        int[] open)
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

                if (distance[j] < shortest
                    || (distance[j] == shortest && rowOf[j] == Nobody && rowOf[open[nearest]] != Nobody))
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

        // Update the settled columns except the last one, and the rows matched with them.
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
