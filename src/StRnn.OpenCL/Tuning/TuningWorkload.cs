using System.Diagnostics;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Lstm;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.OpenCL.Tuning;

/// <summary>
/// The main work of a training step of an LSTM language model, at half the width of the paper's large one: the gate
/// products over a window, their gradients, the recurrence, biases, norm and update, at density 0.2; once with
/// connections of one weight and once with connections between units, which have kernels of their own.
/// </summary>
internal sealed class TuningWorkload : IDisposable
{
    private const int Hidden = 750;
    private const int Batch = 20;
    private const int Steps = 12;
    private const int Columns = Batch * Steps;
    private const double Density = 0.2;
    private const WeightUses Uses = WeightUses.Product | WeightUses.TransposedProduct | WeightUses.LstmRecurrence;

    private readonly IBackend _backend;
    private readonly SparseWeight[] _weights;
    private readonly Tensor _x;
    private readonly Tensor _gates;
    private readonly Tensor _h;
    private readonly Tensor _c;
    private readonly Tensor _dc;
    private readonly Tensor _dh;
    private readonly Tensor _bias;
    private readonly Tensor _gradient;
    private readonly Tensor _velocity;
    private readonly Tensor _norm;

    public TuningWorkload(IBackend backend)
    {
        _backend = backend;
        var shape = new MatrixShape(4 * Hidden, Hidden);
        var pattern = RandomPattern.Draw(shape, (int)(Density * shape.Size), new RandomSequence(1, 2, 3));
        _weights = [new SparseWeight(backend, pattern, Uses), new SparseWeight(backend, OfUnits(pattern.Nnz), Uses)];
        _x = Numbers(Hidden, Columns);
        _gates = new Tensor(backend, 4 * Hidden, Columns);
        _h = new Tensor(backend, Hidden, Columns + Batch);
        _c = new Tensor(backend, Hidden, Columns + Batch);
        _dc = new Tensor(backend, Hidden, Batch);
        _dh = new Tensor(backend, Hidden, Columns);
        _bias = Numbers(4 * Hidden, 1);
        _gradient = new Tensor(backend, 1, pattern.Nnz);
        _velocity = new Tensor(backend, 1, pattern.Nnz);
        _norm = new Tensor(backend, 1, 1);
        foreach (var weight in _weights)
        {
            weight.SetValues(Uniform(pattern.Nnz));
        }
    }

    /// <summary>The median of the rounds; one more goes before.</summary>
    public double Milliseconds(int rounds)
    {
        RunOnce();
        var times = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            RunOnce();
            times[round] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[rounds / 2];
    }

    public void Dispose()
    {
        foreach (var owned in (IDisposable[])
            [.. _weights, _x, _gates, _h, _c, _dc, _dh, _bias, _gradient, _velocity, _norm])
        {
            owned.Dispose();
        }
    }

    private void RunOnce()
    {
        foreach (var weight in _weights)
        {
            RunOnce(weight);
        }

        _backend.Synchronize();
    }

    private void RunOnce(SparseWeight weight)
    {
        weight.Multiply(_x.View, _gates.View, accumulate: false);
        _backend.Dense.AddBias(_bias.Values, _gates.View);
        _backend.Dense.Copy(_x.View, _dh.View);
        var (h, c) = (_h.View, _c.View);
        var sequence = new LstmSequence(
            _gates.View,
            h.ColumnRange(0, Batch),
            c.ColumnRange(0, Batch),
            c.ColumnRange(Batch, Columns),
            h.ColumnRange(Batch, Columns),
            default);
        LstmRecurrence.Forward(weight, sequence);
        LstmRecurrence.Backward(weight, sequence, _dh.View, _dc.View);
        weight.WeightGradient(_gates.View, h.ColumnRange(0, Columns), _gradient.Values, accumulate: false);
        weight.MultiplyTransposed(_gates.View, _dh.View, accumulate: false);
        _backend.Dense.Fill(_norm.Values, 0);
        _backend.Optimizer.AddSquaredNorm(_gradient.Values, _norm.Values);

        // A learning rate of 0 moves all the bytes of an update and leaves the weights as they are.
        _backend.Optimizer.SgdMomentumStep(
            weight.Values, _gradient.Values, _velocity.Values, _norm.Values, new SgdMomentumOptions(0, 0.9f, 0, 5));
        weight.MarkChanged();
    }

    // As many weights, of which the four gates of a unit share their columns.
    private static SparsityPattern OfUnits(int nnz)
    {
        const int Gates = 4;
        var gate = RandomPattern.Draw(new MatrixShape(Hidden, Hidden), nnz / Gates, new RandomSequence(1, 2, 4));
        return SparsityPattern.Stack([gate, gate, gate, gate]).WithBlocks(acrossGates: true);
    }

    private Tensor Numbers(int rows, int columns)
    {
        var tensor = new Tensor(_backend, rows, columns);
        tensor.SetValues(Uniform(rows * columns));
        return tensor;
    }

    private static float[] Uniform(int count)
        => [.. Enumerable.Range(0, count).Select(k => (Philox.Word(7, 1, 0, (ulong)k) / 4294967296f) - 0.5f)];
}
