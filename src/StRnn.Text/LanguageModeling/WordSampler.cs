using StRnn.Randomness;

namespace StRnn.Text.LanguageModeling;

/// <summary>Draws words from logits. Not for several threads at a time.</summary>
/// <param name="vocabularySize">The number of words V.</param>
internal sealed class WordSampler(int vocabularySize)
{
    private readonly double[] _weights = new double[vocabularySize];
    private readonly int[] _ranked = new int[vocabularySize];

    /// <summary>Draws a word.</summary>
    /// <param name="logits">The logits of all words.</param>
    /// <param name="options">The way to draw.</param>
    /// <param name="draw">The seed, and the number of words drawn before.</param>
    /// <param name="excluded">A word that is never drawn; -1 for none.</param>
    /// <param name="occurred">The words that the text has; null where they do not matter.</param>
    /// <returns>The word's number.</returns>
    public int Draw(
        ReadOnlySpan<float> logits,
        GenerationOptions options,
        (ulong Seed, uint Number) draw,
        int excluded = -1,
        IReadOnlySet<int>? occurred = null)
    {
        double sum = Weigh(logits, options, excluded, occurred);
        if (options.TopP < 1 || (options.TopK > 0 && options.TopK < logits.Length))
        {
            sum = KeepLikeliest(options, sum);
        }

        var random = new RandomSequence(draw.Seed, RandomStreams.Generation, draw.Number);
        double left = random.NextInt64(1L << 53) / (double)(1L << 53) * sum;
        int lastPossible = 0;
        for (int word = 0; word < _weights.Length; word++)
        {
            if (_weights[word] > 0)
            {
                lastPossible = word;
                left -= _weights[word];
                if (left < 0)
                {
                    return word;
                }
            }
        }

        return lastPossible;
    }

    /// <summary>Computes softmax(logits).</summary>
    /// <param name="logits">The logits of all words.</param>
    /// <returns>The probabilities of all words, and their numbers by descending probability; valid until the next
    /// call.</returns>
    public (double[] Probabilities, int[] Ranked) Distribution(ReadOnlySpan<float> logits)
    {
        double sum = Weigh(logits, new GenerationOptions(), excluded: -1, occurred: null);
        for (int word = 0; word < _weights.Length; word++)
        {
            _weights[word] /= sum;
        }

        Rank();
        return (_weights, _ranked);
    }

    /// <summary>Sets the weights to what is proportional to the probabilities.</summary>
    /// <returns>Their sum.</returns>
    private double Weigh(
        ReadOnlySpan<float> logits, GenerationOptions options, int excluded, IReadOnlySet<int>? occurred)
    {
        for (int word = 0; word < logits.Length; word++)
        {
            _weights[word] = logits[word];
        }

        if (occurred is not null && options.RepetitionPenalty != 1)
        {
            foreach (int word in occurred)
            {
                _weights[word] = _weights[word] > 0
                    ? _weights[word] / options.RepetitionPenalty
                    : _weights[word] * options.RepetitionPenalty;
            }
        }

        // Of the words that can be drawn: beside a far likelier one that cannot, all of them would vanish.
        double maximum = double.NegativeInfinity;
        for (int word = 0; word < _weights.Length; word++)
        {
            maximum = word == excluded ? maximum : Math.Max(maximum, _weights[word]);
        }

        double sum = 0;
        for (int word = 0; word < _weights.Length; word++)
        {
            _weights[word] = word == excluded ? 0 : Math.Exp((_weights[word] - maximum) / options.Temperature);
            sum += _weights[word];
        }

        return sum;
    }

    private double KeepLikeliest(GenerationOptions options, double sum)
    {
        Rank();
        int count = options.TopK > 0 ? Math.Min(options.TopK, _ranked.Length) : _ranked.Length;
        double most = options.TopP * (count == _ranked.Length ? sum : _ranked.Take(count).Sum(word => _weights[word]));
        double kept = 0;
        for (int rank = 0; rank < _ranked.Length; rank++)
        {
            int word = _ranked[rank];
            if (rank >= count || (rank > 0 && kept >= most))
            {
                _weights[word] = 0;
            }

            kept += _weights[word];
        }

        return kept;
    }

    private void Rank()
    {
        for (int word = 0; word < _ranked.Length; word++)
        {
            _ranked[word] = word;
        }

        // Equal weights stay in the order of their numbers, so that a draw can be repeated.
        Array.Sort(_ranked, (a, b) => _weights[b].CompareTo(_weights[a]) is var order && order != 0 ? order : a - b);
    }
}
