using StRnn.Backends.Kernels;
using StRnn.Conformance.Tests.Support;
using StRnn.Layers.Cells.Lstm;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests;

/// <summary>
/// Whole sequences: the optional kernels where a backend has them, and the engine's composition everywhere.
/// </summary>
public sealed class LstmSequenceTests(string backend) : BackendFixture(backend)
{
    private const WeightUses EveryUse = WeightUses.LstmRecurrence | WeightUses.Product | WeightUses.TransposedProduct;

    private static readonly int[] Batches = [1, 7, 20, 23];

    private static readonly int[] Lengths = [1, 2, 5];

    [Test]
    [Pairwise]
    public void A_composed_sequence_follows_the_formula(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Gates))] PatternCase item,
        [ValueSource(nameof(Batches))] int batch,
        [ValueSource(nameof(Lengths))] int steps,
        [Values] GateActivation gate) =>
        AssertSequence(composed: true, item, EveryUse, batch, steps, new CellActivations(gate));

    [Test]
    [Pairwise]
    public void The_sequence_the_engine_runs_follows_the_formula(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Gates))] PatternCase item,
        [ValueSource(nameof(Batches))] int batch,
        [ValueSource(nameof(Lengths))] int steps,
        [Values(WeightUses.LstmRecurrence, EveryUse)] WeightUses uses,
        [Values] GateActivation gate) =>
        AssertSequence(composed: false, item, uses, batch, steps, new CellActivations(gate));

    [Test]
    [Pairwise]
    public void A_sequence_of_blocks_of_rows_follows_the_formula(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.BlocksOfGates))] PatternCase item,
        [Values(1, 3, 20, 65)] int batch,
        [Values] bool composed) =>
        AssertSequence(composed, item, EveryUse, batch, steps: 3, default);

    [Test]
    [Pairwise]
    public void Every_candidate_follows_its_formula(
        [Values] bool composed,
        [Values(7, 23)] int batch,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations) =>
        AssertSequence(composed, PatternCase.Gates.Last(), EveryUse, batch, steps: 4, activations);

    /// <summary>
    /// Batches of every width that kernels are made for, in vectors of eight: 2, 4, 6, 8, then a whole strip and a
    /// narrow one, and rows longer than a work-group's columns.
    /// </summary>
    [Test]
    public void Every_width_of_a_batch_follows_the_formula([Values(10, 32, 33, 48, 64, 70)] int batch) =>
        AssertSequence(composed: false, PatternCase.Gates.Last(), WeightUses.LstmRecurrence, batch, steps: 2, default);

    // Composed, or as the engine runs it: by the optional kernels where the backend has them, else composed.
    private void AssertSequence(
        bool composed, PatternCase item, WeightUses uses, int batch, int steps, CellActivations activations)
    {
        int units = item.Pattern.Columns;
        int columns = batch * steps;
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand w = bench.Sparse(item.Pattern, uses, layout);
            float[] pre = bench.Numbers(4 * units * columns, 2);

            // As the engine lays them out: the initial state stands in front of h and c, in the same matrix.
            Operand gates = bench.Output("gates", 4 * units, columns, layout, pre);
            Operand h = bench.Output("h", units, columns + batch, layout);
            Operand c = bench.Output("c", units, columns + batch, layout);
            float[] initialH = Columns(h.Tested(), units, 0, batch);
            float[] initialC = Columns(c.Tested(), units, 0, batch);
            var check = new LstmCheck(item.Pattern, w.CanonicalValues, batch, steps, activations);
            string context = $"{layout}, {uses}";
            Weight weight = w.Weight(Side.Tested);
            var sequence = new LstmSequence(
                gates.Matrix(Side.Tested),
                h.Matrix(Side.Tested).ColumnRange(0, batch),
                c.Matrix(Side.Tested).ColumnRange(0, batch),
                c.Matrix(Side.Tested).ColumnRange(batch, columns),
                h.Matrix(Side.Tested).ColumnRange(batch, columns),
                activations);
            bench.RunTested(
                $"{context}, forward",
                _ =>
                {
                    if (composed)
                    {
                        ComposedLstmSequence.Forward(weight, sequence);
                    }
                    else
                    {
                        LstmRecurrence.Forward(weight, sequence);
                    }
                });
            float[] kept = gates.Tested();
            float[] cells = Columns(c.Tested(), units, batch, columns);
            check.Forward(
                context, pre, initialH, initialC, kept, cells, Columns(h.Tested(), units, batch, columns));
            Compare.AssertSameBits($"{context}, initial h", Columns(h.Tested(), units, 0, batch), initialH);
            Compare.AssertSameBits($"{context}, initial c", Columns(c.Tested(), units, 0, batch), initialC);

            Operand dh = bench.Output("dh", units, columns, layout);
            Operand dc = bench.Output("dc", units, batch, Layout.Tight, bench.Numbers(units * batch, 1e6f));
            float[] fromAbove = dh.Tested();
            bench.RunTested(
                $"{context}, backward",
                _ =>
                {
                    if (composed)
                    {
                        ComposedLstmSequence.Backward(weight, sequence, dh.Matrix(Side.Tested), dc.Matrix(Side.Tested));
                    }
                    else
                    {
                        LstmRecurrence.Backward(weight, sequence, dh.Matrix(Side.Tested), dc.Matrix(Side.Tested));
                    }
                });
            check.Backward(
                context, kept, initialC, cells, fromAbove, new float[units * batch], gates.Tested(), resultDc: null);
        }
    }

    private static float[] Columns(float[] values, int rows, int start, int count)
    {
        int stride = values.Length / rows;
        var result = new float[rows * count];
        for (int row = 0; row < rows; row++)
        {
            Array.Copy(values, (row * stride) + start, result, row * count, count);
        }

        return result;
    }
}
