using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity.Initialization;
using StRnn.Training;

namespace StRnn.Text.Classification;

/// <summary>
/// Creates training steps of a text classifier on words drawn at random, to measure the cost of a step without texts.
/// Words are drawn uniformly, so that a batch repeats few of them, or by rank as in natural texts: word k with a
/// probability proportional to 1/k (Zipf).
/// </summary>
public static class SyntheticClassification
{
    private const int BatchCount = 16;
    private const double LearningRate = 1e-5;
    private const uint TextStream = 1;

    /// <summary>Draws texts, patterns and weights.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model, without weights yet.</param>
    /// <param name="initializer">Decides the number of connections of each matrix; null for dense weights.</param>
    /// <param name="batch">The number of texts of a step, B.</param>
    /// <param name="steps">The number of words of a text, T.</param>
    /// <param name="isZipf">
    /// True to draw words by rank, so that they repeat as in natural texts; false to draw them uniformly.
    /// </param>
    /// <param name="optimizer">The optimiser, which the steps own from now on.</param>
    /// <param name="seed">The seed of all random streams.</param>
    /// <returns>The training steps.</returns>
    public static StepRunner Create(
        IBackend backend,
        TextClassifier model,
        ISparseInitializer? initializer,
        int batch,
        int steps,
        bool isZipf,
        IOptimizer optimizer,
        ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        int words = model.Options.VocabularySize - 1;
        var random = new RandomSequence(seed, TextStream, 0);
        double[] shares = [.. Enumerable.Range(1, words).Select(rank => isZipf ? 1.0 / rank : 1)];
        for (int word = 1; word < words; word++)
        {
            shares[word] += shares[word - 1];
        }

        var texts = new List<LabelledText>();
        for (int text = 0; text < BatchCount * batch; text++)
        {
            var drawn = new string[steps];
            for (int step = 0; step < steps; step++)
            {
                double at = random.NextInt64(long.MaxValue) / (double)long.MaxValue * shares[^1];
                int word = Array.BinarySearch(shares, at);
                drawn[step] = Name(Math.Min(words - 1, word >= 0 ? word : ~word));
            }

            texts.Add(new LabelledText(string.Join(' ', drawn), (int)random.NextInt64(model.Options.Classes)));
        }

        var index = new WordIndex(Enumerable.Range(0, words).Select(Name), new WordTokenizer());
        var encoded = EncodedTexts.Encode(texts, index, new SequenceOptions { Steps = steps });
        var task = new TextClassificationTask(backend, model, encoded, encoded, encoded, batch, seed);
        return new StepRunner(backend, task, initializer, optimizer, LearningRate, seed);
    }

    private static string Name(int word) => $"word{word}";
}
