using System.Runtime.InteropServices;
using StRnn.Text.Corpora;

namespace StRnn.Text.Ngrams;

/// <summary>
/// An interpolated modified Kneser-Ney trigram model, the baseline of the neural models. Source: Chen and Goodman 1999,
/// "An empirical study of smoothing techniques for language modeling", section 3.
/// </summary>
/// <remarks>
/// With V words and the discount D(c) of a count c,
/// <code>
/// P(w | u v) = (c(u v w) - D(c(u v w)) + sum_x D(c(u v x)) * P(w | v)) / sum_x c(u v x)
/// P(w | v)   = likewise over the numbers of different words u seen before v w, with P(w) below it
/// P(w)       = likewise over the numbers of different words v seen before w, with 1 / V below it
/// </code>
/// where c counts training trigrams, D(0) = 0, and an unseen history passes to the order below. The discounts for
/// counts of 1, 2 and at least 3 are estimated for each order from n_k, the number of n-grams with count k:
/// Y = n1 / (n1 + 2 n2), D_k = k - (k + 1) Y n_(k+1) / n_k; 0.75 for all if the text is too small for that.
/// For counting as for scoring, the text is one sequence: histories continue across ends of sentences, as a recurrent
/// network's state does.
/// </remarks>
public sealed class TrigramModel
{
    private const int IdBits = 21;

    private readonly int _vocabularySize;
    private readonly KneserNeyLevel _trigrams = new();
    private readonly KneserNeyLevel _bigrams = new();
    private readonly KneserNeyLevel _unigrams = new();

    private TrigramModel(int vocabularySize)
    {
        _vocabularySize = vocabularySize;
    }

    /// <summary>Gets the discounts of the trigrams for counts of 1, 2 and at least 3.</summary>
    public (double One, double Two, double ThreeOrMore) TrigramDiscounts => _trigrams.Discounts;

    /// <summary>Builds a model of a training text.</summary>
    /// <param name="tokens">The word ids of the text, each in [0, <paramref name="vocabularySize"/>).</param>
    /// <param name="vocabularySize">The number of words V, from 1 to 2,097,152.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">V or an id is out of range.</exception>
    /// <exception cref="CorpusException">There are fewer than three tokens.</exception>
    public static TrigramModel Train(ReadOnlySpan<int> tokens, int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabularySize, 1 << IdBits);
        if (tokens.Length < 3)
        {
            throw new CorpusException($"{tokens.Length} tokens are too few for a trigram model: it needs at least 3.");
        }

        var model = new TrigramModel(vocabularySize);
        model.CheckId(tokens[0], nameof(tokens));
        model.CheckId(tokens[1], nameof(tokens));
        for (int i = 2; i < tokens.Length; i++)
        {
            model.CheckId(tokens[i], nameof(tokens));
            model.Count(tokens[i - 2], tokens[i - 1], tokens[i]);
        }

        model._trigrams.Finish(static gram => gram >> IdBits);
        model._bigrams.Finish(static gram => gram >> IdBits);
        model._unigrams.Finish(static _ => 0);
        return model;
    }

    /// <summary>Computes the trigram probability P(w | u v).</summary>
    /// <param name="u">The id of the word before the last.</param>
    /// <param name="v">The id of the last word.</param>
    /// <param name="w">The id of the next word.</param>
    /// <returns>The probability, above 0; the sum over all w is 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    public double Probability(int u, int v, int w)
    {
        CheckId(u, nameof(u));
        long history = Pair(u, v);
        return _trigrams.Interpolate(history, (history << IdBits) | (uint)w, Probability(v, w));
    }

    /// <summary>Computes the bigram probability P(w | v), for a history of one word.</summary>
    /// <param name="v">The id of the last word.</param>
    /// <param name="w">The id of the next word.</param>
    /// <returns>The probability, above 0; the sum over all w is 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    public double Probability(int v, int w)
    {
        CheckId(v, nameof(v));
        CheckId(w, nameof(w));
        return _bigrams.Interpolate(v, Pair(v, w), _unigrams.Interpolate(0, w, 1.0 / _vocabularySize));
    }

    /// <summary>
    /// Computes the perplexity of a text: exp of the mean of -ln P over all tokens but the first, which a recurrent
    /// network only gets as input. It is comparable with a network's evaluation on a single sequence.
    /// </summary>
    /// <param name="tokens">The word ids of the text, at least two.</param>
    /// <returns>The perplexity.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    /// <exception cref="CorpusException">There are fewer than two tokens.</exception>
    public double Perplexity(ReadOnlySpan<int> tokens) => tokens.Length >= 2
        ? Math.Exp(-LogProbability(tokens) / (tokens.Length - 1))
        : throw new CorpusException($"{tokens.Length} tokens are too few for a perplexity: it needs at least 2.");

    /// <summary>
    /// Computes the perplexity over exactly the targets that a network predicts in batches: each parallel sequence
    /// starts with one word of history, and tokens that the batches drop do not count.
    /// </summary>
    /// <param name="batches">The batches of a text.</param>
    /// <returns>The perplexity.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    public double Perplexity(TokenBatches batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        double sum = 0;
        for (int b = 0; b < batches.Batch; b++)
        {
            sum += LogProbability(batches.Stream(b));
        }

        return Math.Exp(-sum / batches.TargetCount);
    }

    private static long Pair(int first, int second) => ((long)first << IdBits) | (uint)second;

    private double LogProbability(ReadOnlySpan<int> tokens)
    {
        double sum = Math.Log(Probability(tokens[0], tokens[1]));
        for (int i = 2; i < tokens.Length; i++)
        {
            sum += Math.Log(Probability(tokens[i - 2], tokens[i - 1], tokens[i]));
        }

        return sum;
    }

    private void Count(int u, int v, int w)
    {
        // A new trigram is a new word before its bigram, and a new bigram a new word before its last word.
        if (_trigrams.Add((Pair(u, v) << IdBits) | (uint)w) && _bigrams.Add(Pair(v, w)))
        {
            _unigrams.Add(w);
        }
    }

    private void CheckId(int id, string name)
    {
        if ((uint)id >= (uint)_vocabularySize)
        {
            throw new ArgumentOutOfRangeException(name, id, $"The vocabulary has {_vocabularySize} words.");
        }
    }
}

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
