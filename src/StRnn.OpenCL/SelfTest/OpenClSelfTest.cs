using StRnn.Backends;
using StRnn.Backends.Composed;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.Rhn;
using StRnn.OpenCL.Execution;
using StRnn.Tensors;

namespace StRnn.OpenCL.SelfTest;

/// <summary>
/// Runs every kernel of a device on small shapes, in every width and with every activation it has, and compares with
/// the reference backend, so that a driver that computes wrongly is found before a model is trained on it.
/// </summary>
public static partial class OpenClSelfTest
{
    private const int Batch = 7;
    private const int Steps = 2;
    private const int Hidden = 21;

    // Columns of every width that kernels of panels are made for: 1, 2, 3, 4, 6 and 8 vectors of eight, and a strip
    // with a remainder.
    private static readonly int[] Widths = [Batch, 10, 20, 30, 45, 64, 70];

    // The rows that may share their columns, for which there are kernels of their own.
    private static readonly int[] Heights = [2, 4, 8];

    // Sums of at most a hundred numbers below 1, and elementary functions: a hundred roundings are far below this.
    private const double Tolerance = 2e-5;

    private static readonly (string Kernel, Action<SelfTestSide> Run)[] Cases =
    [
        ("SpMM, SpMMTransposed, Sddmm", Products),
        ("products of rows that share their columns", BlockProducts),
        ("sparse lookup", Lookup),
        ("dense products", DenseProducts),
        ("dense lookup, columns by number", Columns),
        ("biases, copies, sums", Elements),
        ("dropout", Dropouts),
        ("LSTM cell", LstmCell),
        ("LSTM sequence", LstmSequence),
        ("RHN cell", RhnCell),
        ("RHN sequence", RhnSequence),
        ("GRU cell", GruCell),
        ("GRU sequence", GruSequence),
        ("minGRU sequence", MinGruSequence),
        ("softmax cross entropy", Loss),
        ("Huber loss", Regression),
        ("SGD with momentum, Adam, norms", Optimizers),
        ("norms of rows and columns", Groups),
    ];

    /// <summary>Tests a backend.</summary>
    /// <param name="backend">The backend of the device, open.</param>
    /// <returns>One result per kernel family, in a fixed order.</returns>
    public static IReadOnlyList<SelfTestResult> Run(IBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        using var reference = new ReferenceBackend<float>();
        return [.. Cases.Select(item => new SelfTestResult(item.Kernel, ProblemOf(backend, reference, item.Run)))];
    }

    private static string? ProblemOf(IBackend backend, ReferenceBackend<float> reference, Action<SelfTestSide> run)
    {
        try
        {
            using var tested = new SelfTestSide(backend);
            using var expected = new SelfTestSide(reference);
            run(tested);
            run(expected);
            return Deviation(tested.Results(), expected.Results());
        }
        catch (BackendException error)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }

    private static string? Deviation(float[] actual, float[] expected)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            if (!(Math.Abs(actual[k] - (double)expected[k]) <= Tolerance * Math.Max(1, Math.Abs(expected[k]))))
            {
                return FormattableString.Invariant(
                    $"result {k} of {expected.Length} is {actual[k]:R}, the reference gives {expected[k]:R}");
            }
        }

        return null;
    }

    private static void Products(SelfTestSide side)
    {
        foreach (int columns in Widths)
        {
            var weight = side.Weight(37, 29, WeightUses.Product | WeightUses.TransposedProduct);
            var (x, g) = (side.In(29, columns), side.In(37, columns));
            side.Backend.Sparse.SpMM(weight.Packed, weight.Values, x, side.Out(37, columns), accumulate: true);
            side.Backend.Sparse.SpMMTransposed(weight.Packed, g, side.Out(29, columns), accumulate: false);
            side.Backend.Sparse.Sddmm(weight.Packed, g, x, side.OutOf(weight.Packed), accumulate: false);
        }
    }

    private static void BlockProducts(SelfTestSide side)
    {
        // Neighbouring rows and rows that lie apart in turn.
        bool acrossGates = false;
        foreach (int height in Heights)
        {
            foreach (int columns in Widths)
            {
                acrossGates = !acrossGates;
                var weight = side.Weight(
                    40, 29, WeightUses.Product | WeightUses.TransposedProduct, new RowBlocks(height, acrossGates));
                var (x, g) = (side.In(29, columns), side.In(40, columns));
                side.Backend.Sparse.SpMM(weight.Packed, weight.Values, x, side.Out(40, columns), accumulate: true);
                side.Backend.Sparse.SpMMTransposed(weight.Packed, g, side.Out(29, columns), accumulate: false);
                side.Backend.Sparse.Sddmm(weight.Packed, g, x, side.OutOf(weight.Packed), accumulate: false);
            }
        }
    }

    private static void Lookup(SelfTestSide side)
    {
        Lookup(side, side.Weight(31, 19, WeightUses.RowGather));
        foreach (int height in Heights)
        {
            Lookup(side, side.Weight(32, 19, WeightUses.RowGather, new RowBlocks(height, height == 4)));
        }
    }

    private static void Lookup(SelfTestSide side, SparseWeight table)
    {
        var ids = side.Numbers(23, table.Rows);
        side.Backend.Sparse.GatherRows(table.Packed, table.Values, ids, side.Out(19, 23));
        side.Backend.Sparse.ScatterAddRows(
            table.Packed, ids, side.In(19, 23), side.OutOf(table.Packed), accumulate: false);
    }

    private static void DenseProducts(SelfTestSide side)
    {
        foreach (int columns in new[] { Batch, 70 })
        {
            var (a, b, g) = (side.In(37, 29), side.In(29, columns), side.In(37, columns));
            side.Backend.Dense.Gemm(a, b, side.Out(37, columns), accumulate: true);
            side.Backend.Dense.GemmTransposedA(a, g, side.Out(29, columns), accumulate: false);
            side.Backend.Dense.GemmTransposedB(g, b, side.Out(37, 29), accumulate: true);
        }
    }

    private static void Columns(SelfTestSide side)
    {
        var dense = side.Backend.Dense;
        var ids = side.Numbers(23, 9);
        dense.GatherRows(side.In(9, 19), ids, side.Out(19, 23));
        dense.ScatterAddRows(ids, side.In(19, 23), side.Out(9, 19));
        dense.GatherColumns(side.In(19, 9), ids, null, side.Out(19, 23), accumulate: false);
        dense.ScatterAddColumns(side.In(19, 23), ids, side.In(1, 23).AsVector(), side.Out(19, 9), accumulate: true);
    }

    private static void Elements(SelfTestSide side)
    {
        var dense = side.Backend.Dense;
        dense.AddBias(side.In(1, 19).AsVector(), side.Out(19, 23));
        dense.SumColumns(side.In(19, 23), side.Out(1, 19).AsVector(), accumulate: false);
        dense.Copy(side.In(19, 23), side.Out(19, 23));
        dense.Add(side.In(19, 23), side.Out(19, 23));
        dense.Fill(side.Out(1, 23).AsVector(), 0.25f);
        dense.Sum(side.In(1, 20_000).AsVector(), side.Out(1, 1).AsVector(), accumulate: true);
    }

    private static void Dropouts(SelfTestSide side)
    {
        var mask = new DropoutMask(Seed: 0x9E37_79B9_7F4A_7C15, Stream: 3, Step: 5, Probability: 0.4f);
        side.Backend.Dense.Dropout(side.In(19, 23), side.Out(19, 23), mask, accumulate: false);
        side.Backend.Dense.Dropout(side.In(19, 21), side.Out(19, 21), mask with { Columns = Batch }, accumulate: true);
        side.Backend.Dense.DropoutWords(
            side.In(19, 23), side.Numbers(23, 9), side.Out(19, 23), mask, accumulate: false);
    }

    private static void LstmCell(SelfTestSide side)
    {
        foreach (var activations in AllActivations())
        {
            var (gates, before) = (side.Out(4 * Hidden, Batch), side.In(Hidden, Batch));
            var c = side.Out(Hidden, Batch);
            side.Backend.Recurrent.LstmCellForward(gates, before, c, side.Out(Hidden, Batch), activations);
            side.Backend.Recurrent.LstmCellBackward(
                gates,
                before,
                c,
                side.In(Hidden, Batch),
                side.Out(Hidden, Batch),
                side.Out(4 * Hidden, Batch),
                activations);
        }
    }

    private static void LstmSequence(SelfTestSide side)
    {
        foreach (var (batch, activations) in Sequences())
        {
            LstmSequence(side, batch, activations, RowBlocks.Single);
            LstmSequence(side, batch, activations, new RowBlocks(4, AcrossGates: true));
        }
    }

    private static void LstmSequence(SelfTestSide side, int batch, CellActivations activations, RowBlocks blocks)
    {
        int columns = batch * Steps;
        var weight = side.Weight(4 * Hidden, Hidden, WeightUses.LstmRecurrence, blocks);
        var gates = side.Out(4 * Hidden, columns);
        var (h, c) = (side.Out(Hidden, columns + batch), side.Out(Hidden, columns + batch));
        var sequence = new LstmSequence(
            gates,
            h.ColumnRange(0, batch),
            c.ColumnRange(0, batch),
            c.ColumnRange(batch, columns),
            h.ColumnRange(batch, columns),
            activations);
        LstmRecurrence.Forward(weight, sequence);
        LstmRecurrence.Backward(weight, sequence, side.In(Hidden, columns), side.Scratch(Hidden, batch));
    }

    private static void RhnCell(SelfTestSide side)
    {
        foreach (var activations in AllActivations())
        {
            var (gates, before) = (side.Out(2 * Hidden, Batch), side.In(Hidden, Batch));
            side.Backend.Recurrent.RhnCellForward(gates, before, side.Out(Hidden, Batch), activations);
            side.Backend.Recurrent.RhnCellBackward(
                gates, before, side.Out(Hidden, Batch), side.Out(2 * Hidden, Batch), activations);
        }
    }

    private static IEnumerable<CellActivations> AllActivations()
        => Enum.GetValues<GateActivation>().SelectMany(
            gate => Enum.GetValues<CandidateActivation>().Select(candidate => new CellActivations(gate, candidate)));

    // Every width, and every activation in one of them.
    private static IEnumerable<(int Batch, CellActivations Activations)> Sequences()
        => Widths.Select(batch => (batch, default(CellActivations)))
            .Concat(AllActivations().Where(activations => activations != default)
                .Select(activations => (Batch, activations)));

    private static void RhnSequence(SelfTestSide side)
    {
        bool isMasked = false;
        foreach (var (batch, activations) in Sequences())
        {
            // With and without a mask in turn.
            isMasked = !isMasked;
            DropoutMask? mask =
                isMasked ? new DropoutMask(Seed: 7, Stream: 1, Step: 2, Probability: 0.3f) : null;
            RhnSequence(side, batch, mask, activations, RowBlocks.Single);
            RhnSequence(side, batch, mask, activations, new RowBlocks(2, AcrossGates: true));
        }
    }

    private static void RhnSequence(
        SelfTestSide side, int batch, DropoutMask? mask, CellActivations activations, RowBlocks blocks)
    {
        const int Depth = 2;
        int columns = batch * Steps;
        ComposedRhnLayer[] layers = [.. Enumerable.Range(0, Depth).Select(_ => new ComposedRhnLayer(
            side.Weight(2 * Hidden, Hidden, WeightUses.RhnRecurrence, blocks),
            side.Out(2 * Hidden, columns),
            side.Out(Hidden, columns),
            side.Out(Hidden, columns)))];
        var (initial, dy) = (side.In(Hidden, batch), side.In(Hidden, columns));
        RhnRecurrence.Forward(layers, initial, mask, activations);
        RhnRecurrence.Backward(layers, initial, mask, dy, side.Scratch, activations);
    }

    private static void Loss(SelfTestSide side)
    {
        var (logits, targets) = (side.In(301, 23), side.Numbers(23, 301));
        var logSumExp = side.Out(1, 23).AsVector();
        side.Backend.Loss.SoftmaxCrossEntropyForward(logits, targets, logSumExp, side.Out(1, 23).AsVector());
        side.Backend.Loss.SoftmaxCrossEntropyBackward(logits, targets, logSumExp, 0.5f, side.Out(301, 23));
    }

    private static void Regression(SelfTestSide side)
    {
        var (outputs, targets, weights) = (side.In(5, 23), side.In(5, 23), side.In(1, 23).AsVector());
        foreach (float delta in new[] { 0.25f, float.PositiveInfinity })
        {
            side.Backend.Loss.HuberForward(outputs, targets, null, delta, 0.5f, side.Out(1, 23).AsVector());
            side.Backend.Loss.HuberBackward(outputs, targets, weights, delta, 0.5f, side.Out(5, 23));
        }
    }

    private static void Groups(SelfTestSide side)
    {
        var kernels = HostGroupKernels.Of(side.Backend);
        var x = side.In(19, 23);
        var (rows, columns) = (side.Out(1, 19).AsVector(), side.Out(1, 23).AsVector());
        side.Backend.Dense.Fill(rows, 0.5f);
        side.Backend.Dense.Fill(columns, 0.5f);
        kernels.AddSquaredNorms(x, rows, columns);
        kernels.InverseRoots(rows, 0.5f, 0.25f, side.Out(1, 19).AsVector());
        kernels.AddScaled(x, rows, columns, side.Out(19, 23));
        kernels.Threshold(side.Out(1, 301).AsVector(), 0.2f);
    }

    private static void Optimizers(SelfTestSide side)
    {
        const int Count = 301;
        var optimizer = side.Backend.Optimizer;
        var norm = side.Out(1, 1).AsVector();
        side.Backend.Dense.Fill(norm, 0.5f);
        optimizer.AddSquaredNorm(side.In(1, 20_000).AsVector(), norm);
        optimizer.SgdMomentumStep(
            side.Out(1, Count).AsVector(),
            side.In(1, Count).AsVector(),
            side.Out(1, Count).AsVector(),
            norm,
            new SgdMomentumOptions(0.1f, 0.9f, 1e-3f, 0.25f));
        var second = side.Out(1, Count).AsVector();
        side.Backend.Dense.Fill(second, 0.5f);
        optimizer.AdamStep(
            side.Out(1, Count).AsVector(),
            side.In(1, Count).AsVector(),
            side.Out(1, Count).AsVector(),
            second,
            norm,
            new AdamOptions(0.05f, 0.9f, 0.999f, 1e-4f, 1e-3f, 0.25f, Step: 3));
        var ages = side.Out(1, Count).AsVector();
        side.Backend.Dense.Fill(ages, 4);
        optimizer.AverageStep(side.In(1, Count).AsVector(), side.Out(1, Count).AsVector(), ages, share: 1);
    }
}

/// <summary>The result of one kernel family on small shapes.</summary>
/// <param name="Kernel">The name of the family.</param>
/// <param name="Problem">The deviation from the reference; null where it agrees.</param>
public sealed record SelfTestResult(string Kernel, string? Problem);
