using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Text.Tagging;

/// <summary>
/// The task of tagging: shuffled batches of sentences, each starting from a zero state, with a loss at each word. The
/// best epoch is the one with the highest validation accuracy.
/// </summary>
public sealed class TaggingTask : ITrainingTask
{
    private readonly IBackend _backend;
    private readonly TokenTagger _model;
    private readonly Dictionary<string, IReadOnlyList<EncodedSentence>> _splits;
    private readonly SentenceBatch _batch;
    private readonly int[] _order;
    private readonly ulong _seed;
    private int _epoch = -1;

    /// <summary>Initializes a new instance of the <see cref="TaggingTask"/> class.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model, of the data's vocabulary and tags.</param>
    /// <param name="data">The sentences.</param>
    /// <param name="batch">The batch size B.</param>
    /// <param name="seed">The seed for the order of the training sentences.</param>
    /// <exception cref="ArgumentException">The model has another vocabulary size or number of tags.</exception>
    public TaggingTask(IBackend backend, TokenTagger model, TaggingData data, int batch, ulong seed)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _model = model ?? throw new ArgumentNullException(nameof(model));
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (model.Options.VocabularySize != data.Words.Count || model.Options.Tags != data.Tags.Count)
        {
            throw new ArgumentException(
                $"The model has {model.Options.VocabularySize} words and {model.Options.Tags} tags, the data have "
                + $"{data.Words.Count} and {data.Tags.Count}.",
                nameof(model));
        }

        _splits = new()
        {
            [SplitNames.Train] = data.Train,
            [SplitNames.Valid] = data.Valid,
            [SplitNames.Test] = data.Test,
        };
        _batch = new SentenceBatch(Math.Min(batch, data.Train.Count));
        _order = new int[data.Train.Count];
        _seed = seed;
    }

    /// <inheritdoc/>
    public bool HasPerplexity => true;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<UnitStructure> UnitStructures => _model.UnitStructures;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => [];

    /// <inheritdoc/>
    public int StepsPerEpoch => (_order.Length + _batch.Batch - 1) / _batch.Batch;

    /// <inheritdoc/>
    public string ValidationSplit => SplitNames.Valid;

    /// <inheritdoc/>
    public IReadOnlyList<string> FinalSplits => _splits[SplitNames.Test].Count > 0 ? [SplitNames.Test] : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LastEpochSplits => [];

    /// <inheritdoc/>
    public void BeginEpoch()
    {
        // No state is carried from step to step.
    }

    /// <inheritdoc/>
    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (_epoch != epoch)
        {
            EpochOrder.Fill(_order, _seed, epoch);
            _epoch = epoch;
        }

        int first = stepInEpoch * _batch.Batch;
        _batch.Read(
            _splits[SplitNames.Train], _order.AsSpan(first, Math.Min(_batch.Batch, _order.Length - first)));
        _model.Loss(tape, _batch.Words, _batch.Lengths, _batch.Tags, Math.Max(1, _batch.Count), lossSum);
        return new StepSize(_batch.Count, _batch.Columns);
    }

    /// <summary>
    /// Evaluates <c>train</c>, <c>valid</c> or <c>test</c>: mean cross entropy and accuracy over all words with a tag,
    /// without dropout.
    /// </summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the split.</param>
    /// <returns>The loss and the accuracy of the split.</returns>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public Evaluation Evaluate(Tape tape, string split) => Evaluate(tape, split, CancellationToken.None);

    /// <inheritdoc/>
    public Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation)
    {
        if (!_splits.TryGetValue(split, out var sentences))
        {
            throw new ArgumentException($"There is no split '{split}': use train, valid or test.");
        }

        double loss = 0;
        long count = 0;
        long right = 0;
        TagPredictor.RunAll(_backend, _model, tape, sentences, _batch.Batch, (batch, _, logits) =>
        {
            for (int column = 0; column < batch.Columns; column++)
            {
                int tag = batch.Tags[column];
                if (tag >= 0)
                {
                    double[] logs = ClassProbabilities.LogSoftmax(logits, batch.Columns, column);
                    loss -= logs[tag];
                    right += ClassProbabilities.BestOf(logs) == tag ? 1 : 0;
                    count++;
                }
            }
        }, cancellation);
        return new Evaluation(split, loss / count, count, right / (double)count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The task holds no memory of the backend; the trainer frees the parameters.
    }
}
