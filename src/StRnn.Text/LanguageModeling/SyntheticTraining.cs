using StRnn.Autograd;
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
public sealed class SyntheticTraining : IDisposable
{
    // Windows before the text repeats: many enough that no step finds the rows of the one before in the cache by luck.
    private const int WindowCount = 16;

    private const uint TextStream = 1;

    private readonly TrainingSteps _steps;

    /// <summary>Draws text, pattern and weights.</summary>
    /// <param name="backend">Where the model runs.</param>
    /// <param name="model">The model, without weights yet.</param>
    /// <param name="density">nnz / (rows * columns) of every matrix, in (0, 1], in the sparse format also at 1; null for dense weights.</param>
    /// <param name="batch">B, the number of parallel streams.</param>
    /// <param name="steps">T, the BPTT window.</param>
    /// <param name="optimizer">Updates the weights; owned from now on.</param>
    /// <param name="seed">Seed of every random stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The density, the batch size or the window is out of range.</exception>
    /// <exception cref="BackendOutOfMemoryException">The device cannot hold the model.</exception>
    public SyntheticTraining(
        IBackend backend, LanguageModel model, double? density, int batch, int steps, IOptimizer optimizer, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        BatchSize = batch;
        StepsPerWindow = steps;
        var initializer = density is { } share ? new UniformInitializer(share) : null;
        var task = new LanguageModelTask(backend, model, RandomCorpus(model.VocabularySize, batch, steps, seed), batch, steps);
        _steps = new TrainingSteps(backend, task, initializer, optimizer, seed);
    }

    /// <summary>The model's parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _steps.Parameters;

    /// <summary>B.</summary>
    public int BatchSize { get; }

    /// <summary>T.</summary>
    public int StepsPerWindow { get; }

    /// <summary>The words a step learns from, T*B.</summary>
    public int TokensPerStep => BatchSize * StepsPerWindow;

    /// <summary>Trains one step, and waits until it is done.</summary>
    public void Step() => _steps.Step();

    /// <summary>The mean cross entropy of the last step's words, in nats; 0 before the first step.</summary>
    public double ReadLoss() => _steps.ReadLoss();

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose() => _steps.Dispose();

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
