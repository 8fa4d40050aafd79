using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// The task of word-level language modelling. The training text is cut into B parallel sequences and read in windows of
/// T steps. The state is carried from window to window, detached from the gradient, and is zero at the start of each
/// epoch and evaluation.
/// </summary>
public sealed class LanguageModelTask : ITrainingTask
{
    /// <summary>
    /// The name of the test split read as one sequence, as the original recipes evaluate it; every token but the first
    /// is predicted.
    /// </summary>
    public const string TestSingleStream = "test-single-stream";

    // Losses are summed on the device in single precision; reading them this often keeps the rounding error far below
    // the printed digits.
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

    /// <summary>Initializes a new instance of the <see cref="LanguageModelTask"/> class.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model; its vocabulary size is that of the corpus.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="batch">The number of parallel sequences B.</param>
    /// <param name="steps">The time steps of a BPTT window, T.</param>
    /// <exception cref="ArgumentException">The vocabulary sizes of model and corpus differ.</exception>
    /// <exception cref="CorpusException">
    /// A part of the text is too short for B sequences; the test text may be empty.
    /// </exception>
    public LanguageModelTask(IBackend backend, LanguageModel model, Corpus corpus, int batch, int steps)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _corpus = corpus ?? throw new ArgumentNullException(nameof(corpus));
        if (model.VocabularySize != corpus.Vocabulary.Count)
        {
            throw new ArgumentException(
                $"The model has {model.VocabularySize} words, the corpus '{corpus.Name}' has "
                + $"{corpus.Vocabulary.Count}: use the corpus the model was trained on.",
                nameof(model));
        }

        _batch = batch;
        _steps = steps;
        _train = new TokenBatches(corpus.Train, batch, steps);

        // Found here, not after the first epoch or after the last.
        RequireLength(SplitNames.Valid, corpus.Valid, batch);
        if (HasTest)
        {
            RequireLength(SplitNames.Test, corpus.Test, batch);
        }

        _state = model.NewState(backend, batch);
        _inputs = new int[batch * steps];
        _targets = new int[batch * steps];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<UnitStructure> UnitStructures => _model.UnitStructures;

    /// <inheritdoc/>
    public bool HasPerplexity => true;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => _state.Tensors;

    /// <inheritdoc/>
    public int StepsPerEpoch => _train.WindowCount;

    /// <inheritdoc/>
    public string ValidationSplit => SplitNames.Valid;

    /// <inheritdoc/>
    public IReadOnlyList<string> FinalSplits => HasTest ? [SplitNames.Test, TestSingleStream] : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LastEpochSplits => [];

    private bool HasTest => _corpus.Test.Length > 0;

    /// <inheritdoc/>
    public void BeginEpoch() => _state.Reset();

    /// <inheritdoc/>
    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        int tokens = Forward(tape, _train, stepInEpoch, _state, lossSum);
        return new StepSize(tokens, tokens);
    }

    /// <summary>
    /// Evaluates <c>train</c>, <c>valid</c>, <c>test</c> or <c>test-single-stream</c>. Windows are weighted by their
    /// length, the state is carried through the whole split, and there is no dropout.
    /// </summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the split.</param>
    /// <returns>The loss and the perplexity of the split.</returns>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public Evaluation Evaluate(Tape tape, string split) => Evaluate(tape, split, CancellationToken.None);

    /// <inheritdoc/>
    public Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var (tokens, batch) = split switch
        {
            SplitNames.Train => (_corpus.Train, _batch),
            SplitNames.Valid => (_corpus.Valid, _batch),
            SplitNames.Test => (_corpus.Test, _batch),
            TestSingleStream => (_corpus.Test, 1),
            _ => throw new ArgumentException(
                $"There is no split '{split}': use train, valid, test or test-single-stream."),
        };
        var windows = new TokenBatches(tokens, batch, _steps);
        using var state = _model.NewState(_backend, batch);
        using var lossSum = new Tensor(_backend, 1, 1);
        double total = 0;
        long count = 0;
        for (int window = 0; window < windows.WindowCount; window++)
        {
            cancellation.ThrowIfCancellationRequested();
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

    private static void RequireLength(string split, TokenSequence tokens, int batch)
    {
        if (tokens.Length / batch < 2)
        {
            throw new CorpusException(
                $"The {split} text has {tokens.Length} tokens, too few for {batch} parallel sequences, which need 2 "
                + $"each: lower the batch size or take a larger {split} text.");
        }
    }

    private int Forward(Tape tape, TokenBatches windows, int window, RecurrentState state, VectorView lossSum)
    {
        int count = windows.GetWindow(window, _inputs, _targets) * state.Batch;
        var inputs = tape.Integers(_inputs.AsSpan(0, count));
        _model.Loss(tape, inputs, state, tape.Integers(_targets.AsSpan(0, count)), lossSum);
        return count;
    }
}
