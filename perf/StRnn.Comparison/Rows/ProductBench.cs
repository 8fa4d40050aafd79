using System.Diagnostics;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Peers;
using StRnn.Performance;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Comparison.Rows;

/// <summary>Our products and the peers', on the same pattern and equal operands, timed in turns.</summary>
internal sealed unsafe class ProductBench : IDisposable
{
    public const string SpMM = "SpMM";
    public const string SpMMTransposed = "SpMMTransposed";
    public const string Sddmm = "SDDMM";
    public const string Gemm = "GEMM";

    public static readonly string[] SparsePeers = ["mkl", "eigen", "libxsmm"];
    public static readonly string[] DensePeers = ["onednn gemm", "mkl gemm"];
    public static readonly string[] SamplingPeers = ["onednn then sample", "mkl then sample"];

    private const int Rows = 6000;
    private const int Inner = 1500;
    private const double Density = 0.20;
    private const int AllColumns = PaperModel.Steps * PaperModel.Batch;

    private readonly IBackend _backend;
    private readonly PeerLibrary? _peers;
    private readonly int _threads;
    private readonly int _columns;
    private readonly SparseWeight _sparse;
    private readonly DenseWeight _dense;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Tensor _gradient;
    private readonly int[] _offsets;
    private readonly int[] _indices;
    private readonly float[] _values;
    private readonly Floats _peerX;
    private readonly Floats _peerY;
    private readonly Floats _peerDense;
    private readonly float[] _sampled;
    private readonly List<nint> _handles = [];

    /// <param name="backend">Our backend.</param>
    /// <param name="peers">The libraries; null where they are not built.</param>
    /// <param name="threads">The threads of both.</param>
    /// <param name="columns">N.</param>
    /// <param name="height">The neighbouring rows that share their columns.</param>
    public ProductBench(IBackend backend, PeerLibrary? peers, int threads, int columns, int height = 1)
    {
        _backend = backend;
        _peers = peers;
        _threads = threads;
        _columns = columns;
        var pattern = Draw(height);
        _offsets = [.. pattern.RowOffsets];
        _indices = [.. pattern.ColumnIndices];
        _values = Uniform(pattern.Nnz);
        _sparse = new SparseWeight(backend, pattern, UsesOf(columns));
        _sparse.SetValues(_values);
        _sparse.Refresh();
        _dense = new DenseWeight(backend, Rows, Inner);
        _dense.SetValues(Uniform(Rows * Inner));
        _x = Random(Inner, columns);
        _y = Random(Rows, columns);
        _gradient = new Tensor(backend, 1, pattern.Nnz);
        _sampled = new float[pattern.Nnz];
        _peerX = new Floats((long)Inner * columns, 3);
        _peerY = new Floats((long)Rows * Math.Max(columns, Inner), 4);
        _peerDense = new Floats((long)Rows * Inner, 5);
    }

    /// <summary>Gets the useful work of a sparse product, 2 * nnz * N.</summary>
    public double SparseGigaflop => 2e-9 * _values.Length * _columns;

    /// <summary>Gets the work of the dense product, 2 * rows * inner * N.</summary>
    public double DenseGigaflop => 2e-9 * Rows * Inner * _columns;

    /// <summary>Lists our own products, without a peer.</summary>
    public IEnumerable<Candidate> OwnProducts()
    {
        yield return new(SpMM, false, () => Done(() => _sparse.Multiply(_x.View, _y.View, accumulate: false)));
        yield return new(
            SpMMTransposed, false, () => Done(() => _sparse.MultiplyTransposed(_y.View, _x.View, accumulate: false)));
        yield return new(Gemm, false, () => Done(() => _dense.Multiply(_x.View, _y.View, accumulate: false)));
        if (_columns == AllColumns)
        {
            yield return new(
                Sddmm,
                false,
                () => Done(() => _sparse.WeightGradient(_y.View, _x.View, _gradient.Values, accumulate: false)));
        }
    }

    public ProductTimes Time(int rounds, int lanes)
    {
        var candidates = OwnProducts().ToList();
        if (_peers is not null)
        {
            AddPeers(candidates, _peers);
        }

        var peaks = new List<double>();
        var times = Candidate.Time(candidates, rounds, _peers is null ? null : () => peaks.Add(FmaPeak(_peers, lanes)));
        return new ProductTimes(
            times,
            times.Keys.ToDictionary(
                name => name, name => name == Gemm || DensePeers.Contains(name) ? DenseGigaflop : SparseGigaflop),
            peaks);
    }

    public void Dispose()
    {
        _handles.ForEach(handle => _peers!.Destroy(handle));
        foreach (var owned in new IDisposable[] { _sparse, _dense, _x, _y, _gradient })
        {
            owned.Dispose();
        }

        foreach (var floats in new[] { _peerX, _peerY, _peerDense })
        {
            floats.Dispose();
        }
    }

    // The peak of one round, sampled as a product is: the mean of what follows on a warm-up.
    private double FmaPeak(PeerLibrary peers, int lanes)
    {
        MeanFor(Candidate.WarmUpMilliseconds);
        return MeanFor(Candidate.SampleMilliseconds);

        double MeanFor(double milliseconds)
        {
            long start = Stopwatch.GetTimestamp();
            var rates = new List<double>();
            do
            {
                rates.Add(peers.FmaPeak(_threads, lanes));
            }
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds);

            return rates.Average();
        }
    }

    private void AddPeers(List<Candidate> candidates, PeerLibrary peers)
    {
        foreach (string library in SparsePeers)
        {
            nint handle = Handle(library);
            candidates.Add(new(
                library, true, () => handle != 0 && peers.Multiply(handle, _peerX.Data, _peerY.Data, _columns)));
        }

        nint transposed = Handle("mkl-csc");
        candidates.Add(new(
            "mkl-csc transposed",
            true,
            () => transposed != 0 && peers.MultiplyTransposed(transposed, _peerY.Data, _peerX.Data, _columns)));
        foreach (string library in new[] { "onednn", "mkl" })
        {
            candidates.Add(new(
                $"{library} gemm",
                true,
                () => peers.Gemm(
                    library, _threads, false, Rows, _columns, Inner, _peerDense.Data, _peerX.Data, _peerY.Data)));
            if (_columns == AllColumns)
            {
                candidates.Add(new($"{library} then sample", true, () => DenseThenSample(peers, library)));
            }
        }

        nint Handle(string library)
        {
            nint handle = peers.Create(library, _threads, Rows, Inner, _offsets, _indices, _values);
            if (handle != 0)
            {
                _handles.Add(handle);
            }

            return handle;
        }
    }

    // dW = G * X^T whole, and then its nonzeros: what a library without SDDMM leaves one to do.
    private bool DenseThenSample(PeerLibrary peers, string library)
    {
        float* whole = _peerDense.Data;
        if (!peers.Gemm(library, _threads, true, Rows, Inner, _columns, _peerY.Data, _peerX.Data, whole))
        {
            return false;
        }

        Parallel.For(0, Rows, new ParallelOptions { MaxDegreeOfParallelism = _threads }, row =>
        {
            for (int k = _offsets[row]; k < _offsets[row + 1]; k++)
            {
                _sampled[k] = whole[((long)row * Inner) + _indices[k]];
            }
        });
        return true;
    }

    private bool Done(Action work)
    {
        work();
        _backend.Synchronize();
        return true;
    }

    private static SparsityPattern Draw(int height)
    {
        var connections = new MatrixShape(Rows / height, Inner);
        var pattern = RandomPattern.Draw(connections, (int)(Density * connections.Size), new RandomSequence(1, 2, 3));
        var blocks = new ConnectionBlocks(new RowBlocks(height, AcrossGates: false));
        return new ConnectionGrid(new ParameterSpec("w", Rows, Inner, WeightUses.None, 1) { Connections = blocks })
            .Expand(pattern);
    }

    private Tensor Random(int rows, int columns)
    {
        var tensor = new Tensor(_backend, rows, columns);
        tensor.SetValues(Uniform(rows * columns));
        return tensor;
    }

    // A product with the columns of one batch is the recurrent one, W_hh*h, and its weight is packed as the LSTM's is.
    private static WeightUses UsesOf(int columns) => WeightUses.Product | WeightUses.TransposedProduct
        | (columns == PaperModel.Batch ? WeightUses.LstmRecurrence : WeightUses.None);

    private static float[] Uniform(int count)
        => [.. Enumerable.Range(0, count).Select(k => (Philox.Word(7, 1, 0, (ulong)k) / 4294967296f) - 0.5f)];
}

/// <summary>The times of one product in its variants.</summary>
/// <param name="Milliseconds">Sample by sample, by name; sample i of each was taken in the same round.</param>
/// <param name="Gigaflop">
/// The useful work of each: 2 * nnz * N, or 2 * rows * inner * N where the product is dense.
/// </param>
/// <param name="Peaks">The FMA peak in GFLOP/s, round by round; empty if unknown.</param>
internal sealed record ProductTimes(
    IReadOnlyDictionary<string, List<double>> Milliseconds,
    IReadOnlyDictionary<string, double> Gigaflop,
    IReadOnlyList<double> Peaks)
{
    public bool Has(string name) => Milliseconds.ContainsKey(name);

    public double Median(string name) => Statistics.Median(Milliseconds[name]);

    public double Gflops(string name) => Gigaflop[name] / Median(name) * 1000;

    public Paired Pair(string ours, string theirs) => new(Milliseconds[ours], Milliseconds[theirs]);

    /// <summary>
    /// Pairs a product with the time that its work would take at the peak of its round: the ratio is the share of the
    /// peak.
    /// </summary>
    /// <param name="name">The product.</param>
    public Paired AgainstPeak(string name)
        => new(Milliseconds[name], [.. Peaks.Select(peak => Gigaflop[name] / peak * 1000)]);
}
