using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Comparison.Measuring;
using StRnn.Layers.Cells.Lstm;
using StRnn.Performance;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The sparse work of a layer of the large LSTM with connections between units, whose rows a backend may multiply by
/// blocks: each product, the recurrence, and all of them in a row, as a training step has them.
/// </summary>
internal sealed class BlockBench : KernelBench
{
    private const int Hidden = 1500;
    private const int Gates = 4;
    private const int Batch = PaperModel.Batch;
    private const int Columns = PaperModel.Steps * Batch;
    private const double Density = 0.20;
    private const WeightUses Uses = WeightUses.Product | WeightUses.TransposedProduct;

    private readonly List<Candidate> _candidates = [];
    private readonly Dictionary<string, double> _gigaflop = [];

    /// <summary>Creates the work.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="hasBlocks">Whether the backend is told of the blocks, or multiplies row by row.</param>
    public BlockBench(IBackend backend, bool hasBlocks)
        : base(backend)
    {
        var pattern = Pattern(hasBlocks);
        var input = Weight(pattern, Uses);
        var recurrent = Weight(pattern, Uses | WeightUses.LstmRecurrence);
        var (x, gates, dx) = (New(Hidden, Columns), New(Gates * Hidden, Columns), New(Hidden, Columns));
        var (h, c, dc) = (New(Hidden, Columns + Batch), New(Hidden, Columns + Batch), New(Hidden, Batch));
        var gradient = New(1, pattern.Nnz);
        x.SetValues(Uniform(Hidden * Columns, 1));
        var sequence = new LstmSequence(
            gates.View,
            h.View.ColumnRange(0, Batch),
            c.View.ColumnRange(0, Batch),
            c.View.ColumnRange(Batch, Columns),
            h.View.ColumnRange(Batch, Columns),
            default);
        var step = new (string Name, Action Run)[]
        {
            ("SpMM, N = 700", () => input.Multiply(x.View, gates.View, accumulate: false)),
            ("LSTM sequence, forward", () => LstmRecurrence.Forward(recurrent, sequence)),
            ("LSTM sequence, backward", () => LstmRecurrence.Backward(recurrent, sequence, dx.View, dc.View)),
            ("SDDMM, N = 700", () => input.WeightGradient(gates.View, x.View, gradient.Values, accumulate: false)),
            (
                "SpMMTransposed, N = 700",
                () => input.MultiplyTransposed(gates.View, dx.View, accumulate: false)),
        };
        var (narrow, wide) = (x.View.ColumnRange(0, Batch), gates.View.ColumnRange(0, Batch));
        Add("SpMM, N = 20", Batch, () => input.Multiply(narrow, wide, accumulate: false));
        Add("SpMMTransposed, N = 20", Batch, () => input.MultiplyTransposed(wide, narrow, accumulate: false));
        foreach (var (name, run) in step)
        {
            Add(name, Columns, run);
        }

        Add("all for N = 700, with a refresh, as in a step", step.Length * Columns, () =>
        {
            foreach (var (_, run) in step)
            {
                run();
            }

            input.MarkChanged();
            recurrent.MarkChanged();
        });

        void Add(string name, int columns, Action run)
        {
            _candidates.Add(Of(name, run));
            _gigaflop.Add(name, 2e-9 * pattern.Nnz * columns);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<Candidate> All() => _candidates;

    /// <inheritdoc/>
    public override double GigaflopOf(string name) => _gigaflop[name];

    private static SparsityPattern Pattern(bool hasBlocks)
    {
        var shape = new MatrixShape(Hidden, Hidden);
        var gate = RandomPattern.Draw(shape, (int)(Density * shape.Size), new RandomSequence(1, 2, 3));
        var pattern = SparsityPattern.Stack([gate, gate, gate, gate]);
        return hasBlocks ? pattern.WithBlocks(acrossGates: true) : pattern;
    }

    private SparseWeight Weight(SparsityPattern pattern, WeightUses uses)
    {
        var weight = Keep(new SparseWeight(Backend, pattern, uses));
        weight.SetValues(Uniform(pattern.Nnz, 0.1f));
        return weight;
    }
}
