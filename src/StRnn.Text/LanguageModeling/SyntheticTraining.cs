using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;
using StRnn.Text.Corpora;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Training steps of a language model on words drawn uniformly at random: what a step costs, where there is no corpus. A step is
/// that of the trainer: forward, backward, clip, update, state carried from window to window. There is nothing to learn, so the mean
/// loss stays near ln V.
/// </summary>
public sealed class SyntheticTraining : IDisposable
{
    // Windows before the text repeats: many enough that no step finds the rows of the one before in the cache by luck.
    private const int WindowCount = 16;

    // Far below every recipe's: a thousand steps of fitting noise leave the weights, and with them the time of a step, ordinary.
    private const double LearningRate = 0.1;

    private const uint TextStream = 1;

    private readonly IBackend _backend;
    private readonly LanguageModelTask _task;
    private readonly IOptimizer _optimizer;
    private readonly Tape _tape;
    private readonly Tensor _lossSum;
    private readonly ulong _seed;
    private int _step;

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
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
        _seed = seed;
        BatchSize = batch;
        StepsPerWindow = steps;
        var initializer = density is { } share ? new UniformInitializer(share) : null;
        _task = new LanguageModelTask(
            backend, model, RandomCorpus(model.VocabularySize, batch, steps, seed), batch, steps);
        _tape = new Tape(backend);
        _lossSum = new Tensor(backend, 1, 1);
        try
        {
            ModelInitializer.Initialize(backend, Parameters, initializer, seed);
            foreach (var parameter in Parameters)
            {
                parameter.AllocateStates(optimizer.StateNames.Count);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _task.Parameters;

    /// <summary>B.</summary>
    public int BatchSize { get; }

    /// <summary>T.</summary>
    public int StepsPerWindow { get; }

    /// <summary>The words a step learns from, T*B.</summary>
    public int TokensPerStep => BatchSize * StepsPerWindow;

    /// <summary>Trains one step, and waits until it is done.</summary>
    public void Step()
    {
        foreach (var parameter in Parameters)
        {
            parameter.ClearGradient();
        }

        if (_step % WindowCount == 0)
        {
            _task.BeginEpoch();
        }

        _backend.Dense.Fill(_lossSum.Values, 0);
        _tape.Begin(new StepContext(IsTraining: true, _seed, (uint)_step));
        _task.Forward(_tape, 0, _step % WindowCount, _lossSum.Values);
        _tape.Backward();
        _optimizer.Step(Parameters, LearningRate, _step + 1L);
        _backend.Synchronize();
        _step++;
    }

    /// <summary>The mean cross entropy of the last step's words, in nats; 0 before the first step.</summary>
    public double ReadLoss() => _lossSum.ToArray()[0] / (double)TokensPerStep;

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }

        _optimizer.Dispose();
        _task.Dispose();
        _tape.Dispose();
        _lossSum.Dispose();
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
