using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class RhnCellTests(string backend) : BackendFixture(backend)
{
    private static readonly int[] Units = [1, 7, 23, 65];

    private static readonly int[] Batches = [1, 7, 20, 23, 65];

    [Test]
    [Pairwise]
    public void Forward_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values(0.01f, 2f, 100f)] float range)
        => AssertForward(units, batch, range, default);

    [Test]
    [Pairwise]
    public void Forward_follows_the_formula_of_every_candidate(
        [Values(1, 23)] int units,
        [Values(7, 65)] int batch,
        [Values(0.01f, 4f, 100f)] float range,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
        => AssertForward(units, batch, range, activations);

    [Test]
    public void Forward_carries_NaN_and_saturates_at_infinity(
        [Values(1, 20, 23)] int batch,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
    {
        const int UnitCount = 6;
        using Workbench bench = NewBench(batch);
        float[] pre = bench.Numbers(2 * UnitCount * batch);
        float[] poisons = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (int kind = 0; kind < poisons.Length; kind++)
        {
            pre[kind * batch] = poisons[kind];
            pre[((UnitCount + 3 + kind) * batch) + batch - 1] = poisons[kind];
        }

        Operand gates = bench.Output("gates", 2 * UnitCount, batch, Layout.Piece, pre);
        Operand previous = bench.Input("sPrevious", UnitCount, batch, Layout.Piece);
        Operand s = bench.Output("s", UnitCount, batch, Layout.Piece);
        bench.RunTested(
            "poisons",
            on => on.Recurrent.RhnCellForward(
                gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), s.Matrix(Side.Tested), activations));
        Cell(UnitCount, batch, activations).Forward(
            "poisons", [pre], previous.Tested(), [previous.Tested()], [gates.Tested()], [s.Tested()]);
    }

    [Test]
    [Pairwise]
    public void Backward_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values] bool inPlace)
        => AssertBackward(units, batch, inPlace, default);

    [Test]
    [Pairwise]
    public void Backward_follows_the_formula_of_every_candidate(
        [Values(1, 23)] int units,
        [Values(7, 65)] int batch,
        [Values] bool inPlace,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
        => AssertBackward(units, batch, inPlace, activations);

    private void AssertForward(int units, int batch, float range, CellActivations activations)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] pre = bench.Numbers(2 * units * batch, range);
            Operand gates = bench.Output("gates", 2 * units, batch, layout, pre);
            Operand previous = bench.Input("sPrevious", units, batch, layout, bench.Numbers(units * batch, range));
            Operand s = bench.Output("s", units, batch, layout);
            string context = $"RhnCellForward {layout}";
            bench.RunTested(
                context,
                on => on.Recurrent.RhnCellForward(
                    gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), s.Matrix(Side.Tested), activations));
            Cell(units, batch, activations).Forward(
                context, [pre], previous.Tested(), [previous.Tested()], [gates.Tested()], [s.Tested()]);
        }
    }

    private void AssertBackward(int units, int batch, bool inPlace, CellActivations activations)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] kept = bench.Numbers(2 * units * batch);
            for (int at = 0; at < kept.Length; at++)
            {
                bool isGate = at >= units * batch;
                kept[at] = !isGate ? kept[at] * (activations.Candidate == CandidateActivation.Tanh ? 1 : 4)
                    : at % 13 == 0 ? at % 2
                    : (kept[at] + 1) / 2;
            }

            float[] gradient = bench.Numbers(units * batch);
            Operand gates = bench.Input("gates", 2 * units, batch, layout, kept);
            Operand previous = bench.Input("sPrevious", units, batch, layout);
            Operand ds = bench.Output("ds", units, batch, layout, gradient);
            Operand dGates = bench.Output("dGates", 2 * units, batch, layout, inPlace ? kept : null);
            string context = $"RhnCellBackward {layout}";
            bench.RunTested(
                context,
                on => on.Recurrent.RhnCellBackward(
                    (inPlace ? dGates : gates).Matrix(Side.Tested),
                    previous.Matrix(Side.Tested),
                    ds.Matrix(Side.Tested),
                    dGates.Matrix(Side.Tested),
                    activations));
            Cell(units, batch, activations).Backward(
                context, [kept], previous.Tested(), [previous.Tested()], gradient, [dGates.Tested()], ds.Tested());
        }
    }

    private static RhnCheck Cell(int units, int batch, CellActivations activations)
    {
        var mask = new float[units * batch];
        Array.Fill(mask, 1);
        return new RhnCheck(
            [SparsityPattern.FromPositions(2 * units, units, [])], [[]], mask, batch, steps: 1, activations);
    }
}
