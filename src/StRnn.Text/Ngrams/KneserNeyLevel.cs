using System.Runtime.InteropServices;

namespace StRnn.Text.Ngrams;

/// <summary>
/// One order of a modified Kneser-Ney model: the counts of n-grams, each a history and a word, and the sum of the
/// discounts of each history. Keys are opaque numbers chosen by the caller.
/// </summary>
internal sealed class KneserNeyLevel
{
    private readonly Dictionary<long, int> _counts = [];
    private readonly Dictionary<long, History> _histories = [];

    /// <summary>
    /// Gets the discounts for counts of 1, 2 and at least 3, which are known after <see cref="Finish"/>.
    /// </summary>
    public (double One, double Two, double ThreeOrMore) Discounts { get; private set; }

    /// <summary>Counts an n-gram, and returns true if it is the first of its kind.</summary>
    public bool Add(long gram)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, gram, out bool known);
        count++;
        return !known;
    }

    /// <summary>Estimates the discounts and the sums of all histories, after all n-grams are counted.</summary>
    /// <param name="historyOf">Returns the history of an n-gram's key.</param>
    public void Finish(Func<long, long> historyOf)
    {
        Span<long> countsOfCounts = stackalloc long[5];
        foreach (int count in _counts.Values)
        {
            countsOfCounts[Math.Min(count, 4)] += count <= 4 ? 1 : 0;
        }

        Discounts = Estimate(countsOfCounts);
        foreach (var (gram, count) in _counts)
        {
            ref var history = ref CollectionsMarshal.GetValueRefOrAddDefault(_histories, historyOf(gram), out _);
            history.Total += count;
            history.Discounted += Discount(count);
        }
    }

    /// <summary>
    /// Computes (max(c(h w) - D, 0) + (sum of discounts of h) * lower) / c(h), or the lower order's probability alone
    /// if the history was never seen.
    /// </summary>
    public double Interpolate(long history, long gram, double lower)
    {
        if (!_histories.TryGetValue(history, out var seen))
        {
            return lower;
        }

        _counts.TryGetValue(gram, out int count);
        return (count - Discount(count) + (seen.Discounted * lower)) / seen.Total;
    }

    // A text too small to have every count of counts takes one discount of 0.75 for all.
    private static (double One, double Two, double ThreeOrMore) Estimate(ReadOnlySpan<long> n)
    {
        const double Fallback = 0.75;
        if (n[1] == 0 || n[2] == 0 || n[3] == 0)
        {
            return (Fallback, Fallback, Fallback);
        }

        double y = n[1] / (n[1] + (2.0 * n[2]));
        double one = 1 - (2 * y * n[2] / n[1]);
        double two = 2 - (3 * y * n[3] / n[2]);
        double three = 3 - (4 * y * n[4] / n[3]);
        return one > 0 && two > 0 && three > 0 ? (one, two, three) : (Fallback, Fallback, Fallback);
    }

    private double Discount(int count) => count switch
    {
        0 => 0,
        1 => Discounts.One,
        2 => Discounts.Two,
        _ => Discounts.ThreeOrMore,
    };

    private struct History
    {
        public long Total;
        public double Discounted;
    }
}
