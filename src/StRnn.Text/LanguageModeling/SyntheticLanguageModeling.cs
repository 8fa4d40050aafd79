using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Training steps of a language model on words drawn uniformly at random: what a step costs, where there is no corpus. There is nothing to
/// learn, so the mean loss stays near ln V.
/// </summary>
public static class SyntheticLanguageModeling
{
    // Windows before the text repeats: many enough that no step finds the rows of the one before in the cache by luck.
    private const int WindowCount = 16;

    private const double LearningRate = 0.1;
    private const uint TextStream = 1;

    /// <summary>Draws text, pattern and weights.</summary>
    /// <param name="backend">Where the model runs.</param>
    /// <param name="model">The model, without weights yet.</param>
    /// <param name="initializer">The number of connections of each matrix; null for dense weights.</param>
    /// <param name="batch">B, the number of parallel streams.</param>
    /// <param name="steps">T, the BPTT window.</param>
    /// <param name="optimizer">Updates the weights; owned from now on.</param>
    /// <param name="seed">Seed of every random stream.</param>
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
        var task = new LanguageModelTask(backend, model, RandomCorpus(model.VocabularySize, batch, steps, seed), batch, steps);
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

        return new Corpus("random", vocabulary, tokens, [], [], new CorpusProvenance("drawn uniformly", new string('0', 64)));
    }
}
