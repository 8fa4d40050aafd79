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
/// The recurrence of the 10 x 830 RHN, ten micro-layers with their variational mask, and the kernels that the other
/// rows leave out: lookup, dropout, Adam.
/// </summary>
internal sealed class RhnBench : KernelBench
{
    public const string Forward = "sequence of the 10 x 830 RHN, forward";
    public const string Backward = "sequence of the 10 x 830 RHN, backward";
    public const string Lookup = "embedding, lookup and gradient";
    public const string Dropout = "dropout of a layer's input";
    public const string Update = "squared norm and Adam";

    private const int Columns = PaperModel.Steps * PaperModel.Batch;
    private const int Embedding = 1500;
    private const double Density = 0.20;

    private static readonly int Hidden = PaperModel.Rhn.Hidden;
    private static readonly int Depth = PaperModel.Rhn.Depth;

    private static readonly DropoutMask Mask = new(Seed: 7, Stream: 1, Step: 2, Probability: 0.25f);

    private readonly IRhnSequenceKernels _sequence;
    private readonly RhnMicroLayer[] _layers;
    private readonly SparseWeight _table;
    private readonly Tensor _initial;
    private readonly Tensor _dy;
    private readonly Tensor _embedded;
    private readonly Tensor _dropped;
    private readonly Tensor _gradient;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly Tensor _norm;
    private readonly DeviceBuffer _ids;
    private uint _patterns;

    public RhnBench(IBackend backend)
        : base(backend)
    {
        _sequence = backend.TryGetOptional(out IRhnSequenceKernels? sequence)
            ? sequence
            : throw new InvalidOperationException($"The backend {backend.Info.Name} has no RHN sequence.");
        _layers = [.. Enumerable.Range(0, Depth).Select(_ =>
        {
            var weight = Sparse(2 * Hidden, Hidden, WeightUses.RhnRecurrence);
            weight.Refresh();
            return new RhnMicroLayer(
                weight.Packed, weight.Values, New(2 * Hidden).View, New(Hidden).View, New(Hidden).View);
        })];
        _table = Sparse(PaperModel.Vocabulary, Embedding, WeightUses.RowGather);
        _initial = New(Hidden, PaperModel.Batch);
        _dy = New(Hidden);
        _embedded = New(Embedding);
        _dropped = New(Embedding);
        _gradient = New(1, _table.ParameterCount);
        _first = New(1, _table.ParameterCount);
        _second = New(1, _table.ParameterCount);
        _norm = New(1, 1);
        _dy.SetValues(Uniform(Hidden * Columns, 1));
        _gradient.SetValues(Uniform(_table.ParameterCount, 1));
        _ids = backend.Allocate(ElementType.Int32, Columns);
        int[] ids = [.. Enumerable.Range(0, Columns).Select(
            k => (int)(Philox.Word(7, 2, 0, (ulong)k) % PaperModel.Vocabulary))];
        backend.Write<int>(ids, new VectorView(_ids));
    }

    /// <inheritdoc/>
    public override double GigaflopOf(string name)
        => name is Forward or Backward ? 2e-9 * Depth * Density * 2 * Hidden * Hidden * Columns : 0;

    /// <inheritdoc/>
    public override IEnumerable<Candidate> All()
    {
        var ids = new VectorView(_ids);
        yield return Of(Forward, () => _sequence.Forward(_layers, _initial.View, Mask, default));
        yield return Of(Backward, () => _sequence.Backward(_layers, _initial.View, Mask, _dy.View, default));
        yield return Of(Lookup, () =>
        {
            _table.GatherRows(ids, _embedded.View);
            _table.ScatterAddRows(ids, _embedded.View, _gradient.Values, accumulate: false);
        });
        yield return Of(Dropout, () => Backend.Dense.Dropout(_embedded.View, _dropped.View, Mask, accumulate: false));
        yield return Of(Update, () =>
        {
            Backend.Dense.Fill(_norm.Values, 0);
            Backend.Optimizer.AddSquaredNorm(_gradient.Values, _norm.Values);
            Backend.Optimizer.AdamStep(
                _table.Values,
                _gradient.Values,
                _first.Values,
                _second.Values,
                _norm.Values,
                new AdamOptions(1e-6f, 0.9f, 0.999f, 1e-8f, 0, 5, Step: 10));
        });
    }

    public override void Dispose()
    {
        base.Dispose();
        _ids.Dispose();
    }

    private SparseWeight Sparse(int rows, int columns, WeightUses uses)
    {
        var shape = new MatrixShape(rows, columns);
        var pattern = RandomPattern.Draw(shape, (int)(Density * shape.Size), new RandomSequence(1, 2, _patterns++));
        var weight = Keep(new SparseWeight(Backend, pattern, uses));
        weight.SetValues(Uniform(pattern.Nnz, 0.1f));
        return weight;
    }

    private Tensor New(int rows) => New(rows, Columns);
}
