using StRnn.Backends.Composed;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.Rhn;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// Runs every kernel once, on problems large enough to be split between threads, and keeps what each one wrote.
/// </summary>
internal sealed partial class AllKernelsRun(Workbench bench)
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
    private const int Columns = 163;

    private readonly List<(string Name, Operand Output)> _outputs = [];

    public IReadOnlyList<(string Name, float[] Values)> Run()
    {
        Sparse();
        SixteenBits();
        Blocks();
        Dense();
        Elements();
        LstmSequences();
        Words();
        RhnSequences();
        GruSequences();
        MinGruSequences();
        Loss();
        Optimizer();
        Groups();
        return [.. _outputs.Select(item => (item.Name, item.Output.Tested()))];
    }

    private void Sparse()
    {
        SparsityPattern pattern = PatternCase.Random(701, 257, 0.1);
        SparseOperand w = bench.Sparse(pattern, Products | WeightUses.RowGather, Layout.Piece);
        MatrixView x = In(257, Columns);
        MatrixView g = In(701, Columns);
        VectorView ids = bench.Ids(bench.Integers(Columns, 40)).Vector(Side.Tested);
        ISparseKernels sparse = bench.Tested.Sparse;
        PackedMatrix packed = w.Packed(Side.Tested);
        VectorView values = w.Vector(Side.Tested);
        sparse.SpMM(packed, values, x, Out(nameof(sparse.SpMM), 701, Columns), accumulate: true);
        sparse.SpMMTransposed(packed, g, Out(nameof(sparse.SpMMTransposed), 257, Columns), accumulate: true);
        sparse.Sddmm(packed, g, x, Out(nameof(sparse.Sddmm), 1, pattern.Nnz).AsVector(), accumulate: true);
        sparse.GatherRows(packed, values, ids, Out("sparse GatherRows", 257, Columns));
        sparse.ScatterAddRows(
            packed, ids, x, Out("sparse ScatterAddRows", 1, pattern.Nnz).AsVector(), accumulate: false);
    }

    private void Blocks()
    {
        foreach (int height in (int[])[2, 4, 8])
        {
            SparsityPattern pattern = PatternCase.OfBlocks(
                new RowBlocks(height, height == 4), PatternCase.Random(704 / height, 257, 0.1));
            SparseOperand w = bench.Sparse(pattern, Products, Layout.Piece);
            ISparseKernels sparse = bench.Tested.Sparse;
            PackedMatrix packed = w.Packed(Side.Tested);
            MatrixView x = In(257, Columns);
            MatrixView g = In(704, Columns);
            string rows = $"of blocks of {height}";
            sparse.SpMM(packed, w.Vector(Side.Tested), x, Out($"SpMM {rows}", 704, Columns), accumulate: true);
            sparse.SpMMTransposed(packed, g, Out($"SpMMTransposed {rows}", 257, Columns), accumulate: true);
            sparse.Sddmm(packed, g, x, Out($"Sddmm {rows}", 1, pattern.Nnz).AsVector(), accumulate: true);
        }
    }

    private void Dense()
    {
        IDenseKernels dense = bench.Tested.Dense;
        MatrixView w = In(301, 257);
        MatrixView x = In(257, Columns);
        MatrixView g = In(301, Columns);
        dense.Gemm(w, x, Out(nameof(dense.Gemm), 301, Columns), accumulate: true);
        dense.GemmTransposedA(w, g, Out(nameof(dense.GemmTransposedA), 257, Columns), accumulate: true);
        dense.GemmTransposedB(g, x, Out(nameof(dense.GemmTransposedB), 301, 257), accumulate: true);
    }

    private void Elements()
    {
        IDenseKernels dense = bench.Tested.Dense;
        MatrixView x = In(257, Columns);
        VectorView ids = bench.Ids(bench.Integers(Columns, 40)).Vector(Side.Tested);
        dense.GatherRows(In(40, 257), ids, Out(nameof(dense.GatherRows), 257, Columns));
        dense.ScatterAddRows(ids, x, Out(nameof(dense.ScatterAddRows), 40, 257));
        dense.GatherColumns(In(257, 40), ids, null, Out(nameof(dense.GatherColumns), 257, Columns), accumulate: true);
        dense.ScatterAddColumns(x, ids, null, Out(nameof(dense.ScatterAddColumns), 257, 40), accumulate: true);
        dense.AddBias(In(1, 257).AsVector(), Out(nameof(dense.AddBias), 257, Columns));
        dense.SumColumns(x, Out(nameof(dense.SumColumns), 1, 257).AsVector(), accumulate: true);
        dense.Dropout(x, Out(nameof(dense.Dropout), 257, Columns), new DropoutMask(7, 1, 2, 0.4f), accumulate: true);
        dense.Dropout(
            In(257, 160), Out("variational dropout", 257, 160), new DropoutMask(7, 1, 2, 0.4f, 20), accumulate: true);
        dense.DropoutWords(
            x, ids, Out(nameof(dense.DropoutWords), 257, Columns), new DropoutMask(7, 1, 2, 0.4f), accumulate: true);
        dense.Copy(x, Out(nameof(dense.Copy), 257, Columns));
        dense.Add(x, Out(nameof(dense.Add), 257, Columns));
        dense.Fill(Out(nameof(dense.Fill), 1, 50021).AsVector(), 0.7f);
        dense.Sum(In(1, 200003).AsVector(), Out(nameof(dense.Sum), 1, 1).AsVector(), accumulate: true);
    }

    private void Words()
    {
        const int Distinct = 151;
        SparseOperand weight = bench.Sparse(
            PatternCase.Random(260, 65, 0.1), Products | WeightUses.RowGather, Layout.Piece);
        SparseOperand table = bench.Sparse(PatternCase.Random(401, 65, 0.1), WeightUses.RowGather, Layout.Piece);
        VectorView words = bench.Ids([.. Enumerable.Range(100, Distinct)]).Vector(Side.Tested);
        VectorView index = bench.Ids(bench.Integers(Columns, Distinct + 1)).Vector(Side.Tested);
        var run = new WordGateRun(bench, weight.Weight(Side.Tested), table.Weight(Side.Tested), words, index);
        run.Forward(In(1, 260).AsVector(), Out("word gates", 260, Columns));
        run.Backward(
            In(260, Columns),
            Out("word gates dWeight", 1, weight.Pattern.Nnz).AsVector(),
            addWeight: true,
            Out("word gates dTable", 1, table.Pattern.Nnz).AsVector(),
            addTable: false,
            Out("word gates dBias", 1, 260).AsVector(),
            addBias: true);
    }

    private void LstmSequences()
    {
        const int Units = 65;
        const int Batch = 23;
        const int Steps = 7;
        SparseOperand w = bench.Sparse(
            PatternCase.Random(4 * Units, Units, 0.2), Products | WeightUses.LstmRecurrence, Layout.Piece);
        foreach (CellActivations activations in CellFormula.Some)
        {
            Run($"composed {activations}", ComposedLstmSequence.Forward, ComposedLstmSequence.Backward, activations);
            Run($"the engine's {activations}", LstmRecurrence.Forward, LstmRecurrence.Backward, activations);
        }

        void Run(
            string name,
            Action<Weight, LstmSequence> forward,
            Action<Weight, LstmSequence, MatrixView, MatrixView> backward,
            CellActivations activations)
        {
            MatrixView gates = Out($"{name} gates", 4 * Units, Batch * Steps);
            MatrixView c = Out($"{name} c", Units, Batch * Steps);
            MatrixView h = Out($"{name} h", Units, Batch * Steps);
            MatrixView initialC = In(Units, Batch);
            var sequence = new LstmSequence(gates, In(Units, Batch), initialC, c, h, activations);
            forward(w.Weight(Side.Tested), sequence);
            MatrixView dGates = Out($"{name} dGates", 4 * Units, Batch * Steps);
            bench.Tested.Dense.Copy(gates, dGates);

            // Backward may leave anything in dh and dc, so they are no results.
            MatrixView dh = bench.Output("dh", Units, Batch * Steps, Layout.Piece).Matrix(Side.Tested);
            MatrixView dc = bench.Output("dc", Units, Batch, Layout.Tight).Matrix(Side.Tested);
            backward(w.Weight(Side.Tested), sequence with { Gates = dGates }, dh, dc);
        }
    }

    private void RhnSequences()
    {
        const int Units = 67;
        const int Batch = 23;
        const int Columns = 5 * Batch;

        // Small, or SPOCU, which grows with the eighth power, leaves the range of numbers within a few micro-layers.
        const float Range = 0.1f;
        SparseOperand[] weights = [.. Enumerable.Range(0, 3).Select(
            _ => bench.Sparse(
                PatternCase.Random(2 * Units, Units, 0.2), Products | WeightUses.RhnRecurrence, Layout.Piece, Range))];
        var mask = new DropoutMask(7, 1, 2, 0.25f);
        foreach (CellActivations activations in CellFormula.Some)
        {
            Run($"composed {activations}", composed: true, activations);
            Run($"the engine's {activations}", composed: false, activations);
        }

        void Run(string name, bool composed, CellActivations activations)
        {
            ComposedRhnLayer[] layers = [.. weights.Select((weight, l) => new ComposedRhnLayer(
                weight.Weight(Side.Tested),
                Out($"{name} RHN gates {l}", 2 * Units, Columns),
                Out($"{name} RHN input {l}", Units, Columns),
                Out($"{name} RHN state {l}", Units, Columns)))];
            MatrixView initial = In(Units, Batch);

            // Backward may leave anything in dy, so it is no result; the gates become one.
            MatrixView dy = bench.Output("dy", Units, Columns, Layout.Piece).Matrix(Side.Tested);
            if (composed)
            {
                ComposedRhnSequence.Forward(layers, initial, mask, activations);
                ComposedRhnSequence.Backward(layers, initial, mask, dy, bench.Scratch(Units, Batch), activations);
            }
            else
            {
                RhnRecurrence.Forward(layers, initial, mask, activations);
                RhnRecurrence.Backward(layers, initial, mask, dy, bench.Scratch, activations);
            }
        }
    }

    private void Loss()
    {
        const int Classes = 1009;
        MatrixView logits = In(Classes, Columns);
        VectorView targets = bench.Ids(bench.Integers(Columns, Classes)).Vector(Side.Tested);
        VectorView logSumExp = Out("logSumExp", 1, Columns).AsVector();
        ILossKernels loss = bench.Tested.Loss;
        loss.SoftmaxCrossEntropyForward(logits, targets, logSumExp, Out("losses", 1, Columns).AsVector());
        loss.SoftmaxCrossEntropyBackward(logits, targets, logSumExp, 0.01f, Out("dLogits", Classes, Columns));
        MatrixView outputs = In(17, 5003);
        MatrixView expected = In(17, 5003);
        VectorView weights = In(1, 5003).AsVector();
        loss.HuberForward(outputs, expected, weights, 0.3f, 0.5f, Out(nameof(loss.HuberForward), 1, 5003).AsVector());
        loss.HuberBackward(outputs, expected, weights, 0.3f, 0.5f, Out(nameof(loss.HuberBackward), 17, 5003));
    }

    private void Optimizer()
    {
        const int Count = 200003;
        IOptimizerKernels optimizer = bench.Tested.Optimizer;
        VectorView gradient = In(1, Count).AsVector();
        VectorView norm = Out(nameof(optimizer.AddSquaredNorm), 1, 1).AsVector();
        bench.Tested.Dense.Fill(norm, 0);
        optimizer.AddSquaredNorm(gradient, norm);
        optimizer.SgdMomentumStep(
            Out("weights", 1, Count).AsVector(), gradient, Out("velocity", 1, Count).AsVector(), norm,
            new SgdMomentumOptions(0.3f, 0.9f, 1e-5f, 2));
        VectorView second = Out("second moment", 1, Count).AsVector();
        bench.Tested.Dense.Fill(second, 0.1f);
        optimizer.AdamStep(
            Out("adam weights", 1, Count).AsVector(), gradient, Out("first moment", 1, Count).AsVector(), second, norm,
            new AdamOptions(0.3f, 0.9f, 0.99f, 1e-3f, 1e-5f, 2, 3));
        VectorView ages = Out("ages", 1, Count).AsVector();
        bench.Tested.Dense.Fill(ages, 3);
        optimizer.AverageStep(gradient, Out("average", 1, Count).AsVector(), ages, 1);
    }

    private void Groups()
    {
        IGroupKernels groups = HostGroupKernels.Of(bench.Tested);
        MatrixView x = In(301, Columns);
        VectorView rows = Out("squared norms of rows", 1, 301).AsVector();
        VectorView columns = Out("squared norms of columns", 1, Columns).AsVector();
        bench.Tested.Dense.Fill(rows, 0.5f);
        bench.Tested.Dense.Fill(columns, 0.5f);
        groups.AddSquaredNorms(x, rows, columns);
        groups.InverseRoots(rows, 1e-6f, 0.5f, rows);
        groups.AddScaled(x, rows, columns, Out(nameof(groups.AddScaled), 301, Columns));
        groups.Threshold(Out(nameof(groups.Threshold), 1, 50021).AsVector(), 0.3f);
    }

    private MatrixView In(int rows, int columns)
        => bench.Input("input", rows, columns, Layout.Piece).Matrix(Side.Tested);

    private MatrixView Out(string name, int rows, int columns)
    {
        Operand output = bench.Output(name, rows, columns, Layout.Piece);
        _outputs.Add((name, output));
        return output.Matrix(Side.Tested);
    }
}
