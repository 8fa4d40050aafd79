using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Comparison.Measuring;
using StRnn.Performance;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The kernels of a training step beside the products, at the shapes of the 2 x 1500 LSTM: recurrence, loss, update,
/// and the transposed copy that an update refreshes.
/// </summary>
internal sealed class SequenceBench : KernelBench
{
    public const string Forward = "LSTM sequence, forward";
    public const string Backward = "LSTM sequence, backward";
    public const string Softmax = "softmax cross entropy, forward and backward";
    public const string Update = "squared norm and SGD with momentum";
    public const string Refresh = "values of the transposed copy";

    private const int Batch = PaperModel.Batch;
    private const int Columns = PaperModel.Steps * Batch;
    private const int Vocabulary = PaperModel.Vocabulary;
    private const int Slice = 128;
    private const double Density = 0.20;

    private static readonly int Hidden = PaperModel.LargeLstm.Hidden;

    private readonly ILstmSequenceKernels _sequence;
    private readonly SparseWeight _weight;
    private readonly Tensor _gates;
    private readonly Tensor _h;
    private readonly Tensor _c;
    private readonly Tensor _dh;
    private readonly Tensor _dc;
    private readonly Tensor _logits;
    private readonly Tensor _logSumExp;
    private readonly Tensor _losses;
    private readonly Tensor _gradient;
    private readonly Tensor _velocity;
    private readonly Tensor _norm;
    private readonly DeviceBuffer _targets;

    public SequenceBench(IBackend backend)
        : base(backend)
    {
        _sequence = backend.TryGetOptional(out ILstmSequenceKernels? sequence)
            ? sequence
            : throw new InvalidOperationException($"The backend {backend.Info.Name} has no LSTM sequence.");
        var shape = new MatrixShape(4 * Hidden, Hidden);
        var pattern = RandomPattern.Draw(shape, (int)(Density * shape.Size), new RandomSequence(1, 2, 3));
        _weight = Keep(new SparseWeight(backend, pattern, WeightUses.LstmRecurrence));
        _weight.SetValues(Uniform(pattern.Nnz, 0.1f));
        _gates = New(4 * Hidden, Columns);
        _h = New(Hidden, Columns + Batch);
        _c = New(Hidden, Columns + Batch);
        _dh = New(Hidden, Columns);
        _dc = New(Hidden, Batch);
        _logits = New(Vocabulary, Slice);
        _logSumExp = New(1, Slice);
        _losses = New(1, Slice);
        _gradient = New(1, pattern.Nnz);
        _velocity = New(1, pattern.Nnz);
        _norm = New(1, 1);
        _targets = backend.Allocate(ElementType.Int32, Slice);
        _gates.SetValues(Uniform(4 * Hidden * Columns, 1));
        _dh.SetValues(Uniform(Hidden * Columns, 1));
        _logits.SetValues(Uniform(Vocabulary * Slice, 1));
        _gradient.SetValues(Uniform(pattern.Nnz, 1));
    }

    /// <inheritdoc/>
    public override double GigaflopOf(string name)
        => name is Forward or Backward ? 2e-9 * _weight.ParameterCount * Columns : 0;

    /// <inheritdoc/>
    public override IEnumerable<Candidate> All()
    {
        var (h, c) = (_h.View, _c.View);
        var sequence = new LstmSequence(
            _gates.View,
            h.ColumnRange(0, Batch),
            c.ColumnRange(0, Batch),
            c.ColumnRange(Batch, Columns),
            h.ColumnRange(Batch, Columns),
            default);
        var (logSumExp, losses, targets) = (_logSumExp.Values, _losses.Values, new VectorView(_targets));
        yield return Of(Forward, () => _sequence.Forward(_weight.Packed, _weight.Values, sequence));
        yield return Of(Refresh, () =>
        {
            _weight.MarkChanged();
            _weight.Refresh();
        });
        yield return Of(Backward, () => _sequence.Backward(_weight.Packed, sequence, _dh.View, _dc.View));
        yield return Of(Softmax, () =>
        {
            Backend.Loss.SoftmaxCrossEntropyForward(_logits.View, targets, logSumExp, losses);
            Backend.Loss.SoftmaxCrossEntropyBackward(_logits.View, targets, logSumExp, 1f / Columns, _logits.View);
        });
        yield return Of(Update, () =>
        {
            Backend.Dense.Fill(_norm.Values, 0);
            Backend.Optimizer.AddSquaredNorm(_gradient.Values, _norm.Values);
            Backend.Optimizer.SgdMomentumStep(
                _weight.Values,
                _gradient.Values,
                _velocity.Values,
                _norm.Values,
                new SgdMomentumOptions(1e-6f, 0.9f, 0, 5));
        });
    }

    public override void Dispose()
    {
        base.Dispose();
        _targets.Dispose();
    }
}
