namespace StRnn.Randomness;

/// <summary>Draws subsets of integers, every subset of the wanted size being equally likely.</summary>
public static class DistinctSample
{
    /// <summary>Draws <paramref name="count"/> distinct integers from [0, population), ascending.</summary>
    /// <remarks>
    /// Draws with repetition as many numbers as are missing, drops repetitions, and goes on until none is missing; by symmetry all
    /// subsets are equally likely. Where more than half is wanted, the integers left out are drawn instead. Expected cost
    /// O(count log count).
    /// </remarks>
    /// <param name="population">How many integers there are.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">More integers are wanted than there are.</exception>
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
