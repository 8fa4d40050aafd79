using BenchmarkDotNet.Attributes;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Benchmarks;

/// <summary>
/// The products of the 2 x 1500 LSTM: one gate matrix of 6000 x 1500, a step of 20 columns or a window of 700, at the
/// paper's densities. The dense product of the same shape stands beside them: sparse is worth it where its time is
/// below.
/// </summary>
public class ProductBenchmarks
{
    public const int Rows = 6000;
    public const int Inner = 1500;

    private IBackend _backend = null!;
    private SparseWeight _sparse = null!;
    private DenseWeight _dense = null!;
    private Tensor _x = null!;
    private Tensor _y = null!;
    private Tensor _gradient = null!;

    /// <summary>Gets or sets nnz / (rows * columns).</summary>
    [Params(0.20, 0.33)]
    public double Density { get; set; }

    /// <summary>Gets or sets N, the columns of X.</summary>
    [Params(20, 700)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _backend = new CpuBackendProvider().Create(new StRnnOptions());
        var shape = new MatrixShape(Rows, Inner);
        var pattern = RandomPattern.Draw(shape, (int)(Density * shape.Size), new RandomSequence(1, 2, 3));
        _sparse = new SparseWeight(_backend, pattern, WeightUses.Product | WeightUses.TransposedProduct);
        _dense = new DenseWeight(_backend, Rows, Inner);
        _dense.SetValues(Values(Rows * Inner));
        _x = Random(Inner, Columns);
        _y = Random(Rows, Columns);
        _gradient = new Tensor(_backend, 1, pattern.Nnz);
        _sparse.SetValues(Values(pattern.Nnz));
        _sparse.Refresh();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (IDisposable owned in new IDisposable[] { _sparse, _dense, _x, _y, _gradient })
        {
            owned.Dispose();
        }

        _backend.Dispose();
    }

    [Benchmark]
    public void SpMM()
    {
        _sparse.Multiply(_x.View, _y.View, accumulate: false);
        _backend.Synchronize();
    }

    [Benchmark]
    public void SpMMTransposed()
    {
        _sparse.MultiplyTransposed(_y.View, _x.View, accumulate: false);
        _backend.Synchronize();
    }

    [Benchmark]
    public void Sddmm()
    {
        _sparse.WeightGradient(_y.View, _x.View, _gradient.Values, accumulate: false);
        _backend.Synchronize();
    }

    [Benchmark(Baseline = true)]
    public void Gemm()
    {
        _dense.Multiply(_x.View, _y.View, accumulate: false);
        _backend.Synchronize();
    }

    private static float[] Values(int count)
        => [.. Enumerable.Range(0, count).Select(k => (Philox.Word(7, 1, 0, (ulong)k) / 4294967296f) - 0.5f)];

    private Tensor Random(int rows, int columns)
    {
        var tensor = new Tensor(_backend, rows, columns);
        tensor.SetValues(Values(rows * columns));
        return tensor;
    }
}
