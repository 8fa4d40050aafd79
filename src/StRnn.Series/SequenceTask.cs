using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Series;

/// <summary>
/// The task of predicting a class or values, of each float sequence or of each of its steps: shuffled batches of
/// sequences, each starting from a zero state.
/// </summary>
public sealed class SequenceTask : ITrainingTask
{
    private readonly SeriesModel _model;
    private readonly Dictionary<string, SequenceSet> _splits;
    private readonly SequenceRunner _runner;
    private readonly SequenceBatch _batch;
    private readonly RegressionLoss _loss;
    private readonly int[] _order;
    private readonly ulong _seed;
    private int _epoch = -1;

    /// <summary>Initializes a new instance of the <see cref="SequenceTask"/> class.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model, of as many inputs and outputs as the sequences.</param>
    /// <param name="train">The training sequences, at least one.</param>
    /// <param name="validation">The validation sequences, at least one.</param>
    /// <param name="test">The test sequences; null for none.</param>
    /// <param name="batch">The batch size B.</param>
    /// <param name="seed">The seed for the order of the training sequences.</param>
    /// <param name="loss">The loss of standardised values; not used for classes.</param>
    /// <exception cref="ArgumentException">The model or a part does not fit the training sequences.</exception>
    public SequenceTask(
        IBackend backend,
        SeriesModel model,
        SequenceSet train,
        SequenceSet validation,
        SequenceSet? test,
        int batch,
        ulong seed,
        RegressionLoss loss = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        _model = model ?? throw new ArgumentNullException(nameof(model));
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        _splits = new() { [SplitNames.Train] = train, [SplitNames.Valid] = validation };
        if (test is { Count: > 0 })
        {
            _splits[SplitNames.Test] = test;
        }

        foreach (var (name, set) in _splits)
        {
            Check(name, set, train);
        }

        Layout = SequenceLayout.Of(train);
        int size = Math.Min(batch, train.Count);
        _runner = new SequenceRunner(backend, model, Layout, size);
        _batch = new SequenceBatch(train, Layout, size);
        _loss = loss;
        _order = new int[train.Count];
        _seed = seed;
    }

    /// <summary>Gets the targets and the standardisation, which are stored with the model.</summary>
    public SequenceLayout Layout { get; }

    /// <inheritdoc/>
    public bool HasPerplexity => SequenceSet.HasClasses(Layout.Targets);

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
    public IReadOnlyList<string> FinalSplits => _splits.ContainsKey(SplitNames.Test) ? [SplitNames.Test] : [];

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
        _batch.Read(_order.AsSpan(first, Math.Min(_batch.Batch, _order.Length - first)));
        var outputs = _runner.Forward(tape, _batch);
        int count = Math.Max(1, _batch.Count);
        if (SequenceSet.HasClasses(Layout.Targets))
        {
            SoftmaxCrossEntropyOperation.Apply(tape, outputs, tape.Integers(_batch.Labels), lossSum, count);
        }
        else
        {
            RegressionLossOperation.Apply(
                tape,
                _loss,
                outputs,
                tape.Numbers(_batch.Values).AsMatrix(_model.Options.Outputs, _batch.TargetColumns),
                tape.Numbers(_batch.Weights),
                count,
                lossSum);
        }

        return new StepSize(_batch.Count, _batch.Columns);
    }

    /// <summary>
    /// Evaluates <c>train</c>, <c>valid</c> or <c>test</c> without dropout: cross entropy and accuracy of classes, or
    /// loss, root mean square and mean absolute error of values.
    /// </summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the split.</param>
    /// <returns>The loss and its measures.</returns>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public Evaluation Evaluate(Tape tape, string split) => Evaluate(tape, split, CancellationToken.None);

    /// <inheritdoc/>
    public Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation)
        => _splits.TryGetValue(split, out var set)
            ? _runner.Evaluate(tape, split, set, _loss, cancellation)
            : throw new ArgumentException($"There is no split '{split}': use {string.Join(", ", _splits.Keys)}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        // The task holds no memory of the backend; the trainer frees the parameters.
    }

    private void Check(string name, SequenceSet set, SequenceSet train)
    {
        if (set.Count == 0)
        {
            throw new ArgumentException($"There are no {name} sequences.");
        }

        if (set.Targets != train.Targets || set.Channels != train.Channels || set.Outputs != train.Outputs)
        {
            throw new ArgumentException(
                $"The {name} sequences have {set.Channels} channels and {set.Outputs} outputs of {set.Targets}; the "
                + $"training sequences have {train.Channels} and {train.Outputs} of {train.Targets}.");
        }

        if (_model.Options.Inputs != set.Channels
            || _model.Options.Outputs != set.Outputs
            || _model.Options.IsPerSequence == SequenceSet.IsPerStep(set.Targets))
        {
            throw new ArgumentException(
                $"The model has {_model.Options.Inputs} inputs and {_model.Options.Outputs} outputs per "
                + $"{(_model.Options.IsPerSequence ? "sequence" : "step")}; the {name} sequences have "
                + $"{set.Channels} channels and {set.Outputs} outputs of {set.Targets}.");
        }
    }
}
