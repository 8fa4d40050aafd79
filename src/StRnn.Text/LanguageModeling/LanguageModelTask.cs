using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Word-level language modelling: B parallel streams cut from the training text, windows of T steps, state carried and detached from
/// window to window, zero at the start of each epoch and evaluation.
/// </summary>
public sealed class LanguageModelTask : ITrainingTask
{
    /// <summary>The test split as one stream, as the original recipes evaluate it; every token but the first is predicted.</summary>
    public const string TestSingleStream = "test-single-stream";

    // Losses are summed on the device in single precision; reading them this often keeps the rounding far below the printed digits.
    private const int WindowsPerRead = 50;

    private readonly IBackend _backend;
    private readonly LanguageModel _model;
    private readonly Corpus _corpus;
    private readonly int _batch;
    private readonly int _steps;
    private readonly TokenBatches _train;
    private readonly RecurrentState _state;
    private readonly int[] _inputs;
    private readonly int[] _targets;

    /// <summary>Puts a task together.</summary>
    /// <param name="backend">Where the model runs.</param>
    /// <param name="model">The model; its vocabulary size is the corpus's.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="batch">B, the number of parallel streams.</param>
    /// <param name="steps">T, the BPTT window.</param>
    /// <exception cref="ArgumentException">The model's vocabulary is not the corpus's.</exception>
    /// <exception cref="CorpusException">The training text is too short for B streams.</exception>
    public LanguageModelTask(IBackend backend, LanguageModel model, Corpus corpus, int batch, int steps)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _corpus = corpus ?? throw new ArgumentNullException(nameof(corpus));
        if (model.VocabularySize != corpus.Vocabulary.Count)
        {
            throw new ArgumentException(
                $"The model knows {model.VocabularySize} words, the corpus '{corpus.Name}' has {corpus.Vocabulary.Count}: "
                + "use the corpus the model was trained on.",
                nameof(model));
        }

        _batch = batch;
        _steps = steps;
        _train = new TokenBatches(corpus.Train, batch, steps);
        _state = model.NewState(backend, batch);
        _inputs = new int[batch * steps];
        _targets = new int[batch * steps];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<UnitStructure> UnitStructures => _model.UnitStructures;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => _state.Tensors;

    /// <inheritdoc/>
    public int StepsPerEpoch => _train.WindowCount;

    /// <inheritdoc/>
    public string ValidationSplit => SplitNames.Valid;

    /// <inheritdoc/>
    public IReadOnlyList<string> FinalSplits => [SplitNames.Test, TestSingleStream];

    /// <inheritdoc/>
    public IReadOnlyList<string> LastEpochSplits => [];

    /// <inheritdoc/>
    public void BeginEpoch() => _state.Reset();

    /// <inheritdoc/>
    public StepCount Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        int tokens = Forward(tape, _train, stepInEpoch, _state, lossSum);
        return new StepCount(tokens, tokens);
    }

    /// <summary>
    /// Evaluates <c>train</c>, <c>valid</c>, <c>test</c> or <c>test-single-stream</c>: windows weighted by their length, state
    /// carried through the whole split, no dropout.
    /// </summary>
    /// <param name="tape">A tape to run on.</param>
    /// <param name="split">The split's name.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public Evaluation Evaluate(Tape tape, string split)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var (tokens, batch) = split switch
        {
            SplitNames.Train => (_corpus.Train, _batch),
            SplitNames.Valid => (_corpus.Valid, _batch),
            SplitNames.Test => (_corpus.Test, _batch),
            TestSingleStream => (_corpus.Test, 1),
            _ => throw new ArgumentException($"There is no split '{split}': use train, valid, test or test-single-stream."),
        };
        var windows = new TokenBatches(tokens, batch, _steps);
        using var state = _model.NewState(_backend, batch);
        using var lossSum = new Tensor(_backend, 1, 1);
        double total = 0;
        long count = 0;
        for (int window = 0; window < windows.WindowCount; window++)
        {
            tape.Begin(StepContext.Evaluation);
            count += Forward(tape, windows, window, state, lossSum.Values);
            if ((window + 1) % WindowsPerRead == 0 || window + 1 == windows.WindowCount)
            {
                total += lossSum.ToArray()[0];
                _backend.Dense.Fill(lossSum.Values, 0);
            }
        }

        return new Evaluation(split, total / count, count);
    }

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();

    private int Forward(Tape tape, TokenBatches windows, int window, RecurrentState state, VectorView lossSum)
    {
        int count = windows.GetWindow(window, _inputs, _targets) * state.Batch;
        var inputs = tape.Integers(_inputs.AsSpan(0, count));
        _model.Loss(tape, inputs, state, tape.Integers(_targets.AsSpan(0, count)), lossSum);
        return count;
    }
}
