namespace StRnn.Randomness;

/// <summary>Draws random subsets of integers; every subset of the requested size is equally likely.</summary>
public static class DistinctSample
{
    /// <summary>Draws <paramref name="count"/> distinct integers from [0, population), ascending.</summary>
    /// <remarks>
    /// Draws as many numbers as are missing, with repetition, removes duplicates, and repeats until none is missing; by
    /// symmetry all subsets are equally likely. If more than half of the integers are requested, those to leave out are
    /// drawn instead. The expected cost is O(count log count).
    /// </remarks>
    /// <param name="population">The number of integers to draw from.</param>
    /// <param name="count">The number of integers to draw.</param>
    /// <param name="random">The source of the draws; it is advanced.</param>
    /// <returns>The drawn integers, ascending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or exceeds the population.</exception>
    public static long[] Draw(long population, int count, ref RandomSequence random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, population);
        return count > population / 2
            ? Complement(population, DrawFew(population, (int)(population - count), ref random), count)
            : DrawFew(population, count, ref random);
    }

    private static long[] DrawFew(long population, int count, ref RandomSequence random)
    {
        var drawn = new long[count];
        int distinct = 0;
        while (distinct < count)
        {
            for (int i = distinct; i < count; i++)
            {
                drawn[i] = random.NextInt64(population);
            }

            Array.Sort(drawn);
            distinct = RemoveRepetitions(drawn);
        }

        return drawn;
    }

    /// <summary>Moves the distinct numbers of a sorted array to its front.</summary>
    private static int RemoveRepetitions(long[] sorted)
    {
        int distinct = Math.Min(1, sorted.Length);
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[distinct - 1])
            {
                sorted[distinct++] = sorted[i];
            }
        }

        return distinct;
    }

    private static long[] Complement(long population, long[] left, int count)
    {
        var kept = new long[count];
        int next = 0;
        int at = 0;
        for (long value = 0; value < population; value++)
        {
            if (at < left.Length && left[at] == value)
            {
                at++;
            }
            else
            {
                kept[next++] = value;
            }
        }

        return kept;
    }
}
