using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Layers.Cells.Gru;

namespace StRnn.Conformance.Tests;

/// <summary>
/// The GRU's cell and whole sequences, by the optional kernels where a backend has them and composed everywhere,
/// against the reference in double.
/// </summary>
public sealed class GruTests(string backend) : BackendFixture(backend)
{
    // Sums of at most seventy numbers below 1 and elementary functions over five steps.
    private const double Tolerance = 5e-5;
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    private static readonly int[] Units = [1, 7, 23, 65];

    private static readonly int[] Batches = [1, 7, 20, 23, 70];

    [Test]
    [Pairwise]
    public void The_cell_follows_the_reference(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values] ResetGate reset,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            Operand gates = bench.Output("gates", 3 * units, batch, layout);
            Operand inner = bench.Output("inner", units, batch, layout);
            Operand previous = bench.Input("hPrevious", units, batch, layout);
            Operand h = bench.Output("h", units, batch, layout);
            Operand dh = bench.Output("dh", units, batch, layout);
            Operand dInner = bench.Input("dInner", units, batch, layout);
            bench.Run($"forward {layout}", (on, side) =>
            {
                on.Recurrent.GruGatesForward(
                    gates.Matrix(side), previous.Matrix(side), inner.Matrix(side), reset, activations);
                on.Recurrent.GruStateForward(
                    gates.Matrix(side), inner.Matrix(side), previous.Matrix(side), h.Matrix(side), reset, activations);
            });
            AssertNear($"forward {layout}", gates, inner, h);
            bench.Run($"backward {layout}", (on, side) =>
            {
                on.Recurrent.GruStateBackward(
                    gates.Matrix(side), inner.Matrix(side), previous.Matrix(side), dh.Matrix(side), reset, activations);
                if (reset == ResetGate.BeforeProduct)
                {
                    on.Recurrent.GruGatesBackward(
                        gates.Matrix(side), dInner.Matrix(side), previous.Matrix(side), dh.Matrix(side), activations);
                }
            });
            AssertNear($"backward {layout}", gates, inner, dh);
        }
    }

    /// <summary>Gates closed for good and a candidate of 0 forget whatever was before: how padding is masked.</summary>
    [Test]
    public void A_step_without_input_gives_exactly_zero([Values] ResetGate reset, [Values(1, 20, 23)] int batch)
    {
        const int UnitCount = 3;
        using Workbench bench = NewBench(batch);
        float[] closed = new float[3 * UnitCount * batch];
        Array.Fill(closed, float.NegativeInfinity, 0, 2 * UnitCount * batch);
        Operand gates = bench.Output("gates", 3 * UnitCount, batch, Layout.Piece, closed);
        Operand inner = bench.Output("inner", UnitCount, batch, Layout.Piece);
        Operand previous = bench.Input("hPrevious", UnitCount, batch, Layout.Piece);
        Operand h = bench.Output("h", UnitCount, batch, Layout.Piece);
        bench.RunTested("closed", on =>
        {
            on.Recurrent.GruGatesForward(
                gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), inner.Matrix(Side.Tested), reset, default);
            on.Recurrent.GruStateForward(
                gates.Matrix(Side.Tested), inner.Matrix(Side.Tested), previous.Matrix(Side.Tested),
                h.Matrix(Side.Tested), reset, default);
        });
        Assert.That(h.Tested(), Is.All.Zero);
    }

    [Test]
    [Pairwise]
    public void A_sequence_follows_the_reference(
        [Values] bool composed,
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values(1, 2, 5)] int steps,
        [Values] ResetGate reset)
        => AssertSequence(composed, units, batch, steps, reset, default);

    [Test]
    [Pairwise]
    public void Every_candidate_follows_the_reference(
        [Values] bool composed,
        [Values(7, 70)] int batch,
        [Values] ResetGate reset,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
        => AssertSequence(composed, units: 23, batch, steps: 2, reset, activations);

    /// <summary>
    /// Batches of every width that kernels are made for, in vectors of eight, and a strip with a rest.
    /// </summary>
    [Test]
    public void Every_width_of_a_batch_follows_the_reference(
        [Values(10, 32, 33, 48, 64, 70)] int batch, [Values] ResetGate reset)
        => AssertSequence(composed: false, units: 33, batch, steps: 2, reset, default);

    /// <summary>Matrices without any connection, and with all of them.</summary>
    [Test]
    public void Empty_and_full_matrices_follow_the_reference(
        [Values] bool composed, [Values(0.0, 1.0)] double density, [Values(1, 20)] int batch, [Values] ResetGate reset)
        => AssertSequence(composed, units: 9, batch, steps: 2, reset, default, density);

    /// <summary>Blocks of a unit's gates r and z, and of neighbouring candidates.</summary>
    [Test]
    [Pairwise]
    public void A_sequence_of_blocks_of_rows_follows_the_reference(
        [Values] bool composed,
        [Values(1, 2)] int gateHeight,
        [Values(1, 4, 8)] int candidateHeight,
        [Values(1, 20, 65)] int batch,
        [Values] ResetGate reset)
        => AssertSequence(
            composed, units: 24, batch, steps: 2, reset, default, gateHeight: gateHeight,
            candidateHeight: candidateHeight);

    private void AssertSequence(
        bool composed,
        int units,
        int batch,
        int steps,
        ResetGate reset,
        CellActivations activations,
        double density = 0.3,
        int gateHeight = 1,
        int candidateHeight = 1)
    {
        int columns = batch * steps;
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparseOperand gateWeight = bench.Sparse(
                PatternCase.OfBlocks(
                    new RowBlocks(gateHeight, gateHeight > 1),
                    PatternCase.Random(2 * units / gateHeight, units, density)),
                WeightUses.RhnRecurrence | Products,
                layout,
                range: 0.5f);
            SparseOperand candidateWeight = bench.Sparse(
                PatternCase.OfBlocks(
                    new RowBlocks(candidateHeight, false),
                    PatternCase.Random(units / candidateHeight, units, density)),
                Products,
                layout,
                range: 0.5f);
            Operand gates = bench.Output("gates", 3 * units, columns, layout);
            Operand inner = bench.Output("inner", units, columns, layout);
            Operand h = bench.Output("h", units, columns + batch, layout);
            Operand dh = bench.Output("dh", units, columns, layout);
            Operand dInner = bench.Output("dInner", units, batch, Layout.Tight);
            bench.Run($"forward {layout}", (_, side) =>
            {
                if (composed)
                {
                    ComposedGruSequence.Forward(gateWeight.Weight(side), candidateWeight.Weight(side), Of(side));
                }
                else
                {
                    GruRecurrence.Forward(gateWeight.Weight(side), candidateWeight.Weight(side), Of(side));
                }
            });
            AssertNear($"forward {layout}", gates, inner, h);
            bench.Run($"backward {layout}", (_, side) =>
            {
                if (composed)
                {
                    ComposedGruSequence.Backward(
                        gateWeight.Weight(side), candidateWeight.Weight(side), Of(side), dh.Matrix(side),
                        dInner.Matrix(side));
                }
                else
                {
                    GruRecurrence.Backward(
                        gateWeight.Weight(side), candidateWeight.Weight(side), Of(side), dh.Matrix(side),
                        dInner.Matrix(side));
                }
            });
            AssertNear($"backward {layout}", gates, inner);

            GruSequence Of(Side side) => new(
                gates.Matrix(side),
                inner.Matrix(side),
                h.Matrix(side).ColumnRange(0, batch),
                h.Matrix(side).ColumnRange(batch, columns),
                reset,
                activations);
        }
    }

    private static void AssertNear(string context, params Operand[] outputs)
    {
        foreach (Operand output in outputs)
        {
            double[] expected = output.Expected();
            Compare.AssertWithin(
                $"{context}, {output.Name}",
                output.Tested(),
                expected,
                at => Tolerance * Math.Max(1, Math.Abs(expected[at])));
        }
    }
}
