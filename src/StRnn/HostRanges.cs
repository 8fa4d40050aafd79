namespace StRnn;

/// <summary>Work on the host, divided into equal ranges for a few threads.</summary>
internal static class HostRanges
{
    // Below this many elements a range costs more to hand out than it saves.
    private const int LeastPerRange = 1 << 14;

    /// <summary>Computes into how many ranges work is worth dividing.</summary>
    /// <param name="elements">The number of elements that are read or written.</param>
    /// <param name="threads">The threads that may work, at least 1.</param>
    public static int Count(long elements, int threads) => (int)Math.Clamp(elements / LeastPerRange, 1, threads);

    /// <summary>Gets where a range begins; the range after the last one begins at the end.</summary>
    /// <param name="range">The number of the range.</param>
    /// <param name="ranges">The number of ranges.</param>
    /// <param name="length">The length of all of them.</param>
    public static int Begin(int range, int ranges, int length) => (int)((long)range * length / ranges);

    /// <summary>
    /// Calls <paramref name="body"/> for each range, on as many threads; a single one on the caller's.
    /// </summary>
    /// <param name="length">The length of all ranges.</param>
    /// <param name="ranges">The number of ranges.</param>
    /// <param name="body">Receives the number of the range, its begin and its end. What it computes for an element may
    /// not depend on the range that the element is in.</param>
    public static void ForEach(int length, int ranges, Action<int, int, int> body)
    {
        if (ranges == 1)
        {
            body(0, 0, length);
            return;
        }

        Parallel.For(
            0,
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = ranges },
            range => body(range, Begin(range, ranges, length), Begin(range + 1, ranges, length)));
    }
}
