using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Creates training steps of a language model on words drawn uniformly at random, to measure the cost of a step without
/// a corpus. There is nothing to learn, so the mean loss stays near ln V.
/// </summary>
public static class SyntheticLanguageModeling
{
    // The number of windows before the text repeats: large enough that no step finds the rows of earlier steps in the
    // cache.
    private const int WindowCount = 16;

    private const double LearningRate = 0.1;
    private const uint TextStream = 1;

    /// <summary>Draws text, patterns and weights.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model, without weights yet.</param>
    /// <param name="initializer">Decides the number of connections of each matrix; null for dense weights.</param>
    /// <param name="batch">The number of parallel sequences B.</param>
    /// <param name="steps">The time steps of a BPTT window, T.</param>
    /// <param name="optimizer">The optimiser, which the steps own from now on.</param>
    /// <param name="seed">The seed of all random streams.</param>
    /// <returns>The training steps.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the window is out of range.</exception>
    /// <exception cref="BackendOutOfMemoryException">The device cannot hold the model.</exception>
    public static StepRunner Create(
        IBackend backend,
        LanguageModel model,
        ISparseInitializer? initializer,
        int batch,
        int steps,
        IOptimizer optimizer,
        ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var corpus = RandomCorpus(model.VocabularySize, batch, steps, seed);
        var task = new LanguageModelTask(backend, model, corpus, batch, steps);
        return new StepRunner(backend, task, initializer, optimizer, LearningRate, seed);
    }

    private static Corpus RandomCorpus(int vocabularySize, int batch, int steps, ulong seed)
    {
        var vocabulary = new Vocabulary(Enumerable.Range(0, vocabularySize).Select(id => $"word{id}"));
        var random = new RandomSequence(seed, TextStream, 0);
        var tokens = new int[batch * ((WindowCount * steps) + 1)];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = (int)random.NextInt64(vocabularySize);
        }

        var provenance = new CorpusProvenance("drawn uniformly", new string('0', 64));
        return new Corpus("random", vocabulary, tokens, tokens, [], provenance);
    }
}
