using StRnn.Conformance.Tests.Bench;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests;

public sealed class RhnCellTests(string backend) : BackendFixture(backend)
{
    private static readonly int[] Units = [1, 7, 23, 65];

    private static readonly int[] Batches = [1, 7, 20, 23, 65];

    [Test]
    public void Forward_follows_the_formula(
        [ValueSource(nameof(Units))] int units, [ValueSource(nameof(Batches))] int batch, [Values(0.01f, 2f, 100f)] float range)
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
                    gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), s.Matrix(Side.Tested)));
            Cell(units, batch).Forward(
                context, [pre], previous.Tested(), [previous.Tested()], [gates.Tested()], [s.Tested()]);
        }
    }

    [Test]
    public void Forward_carries_NaN_and_saturates_at_infinity([Values(1, 20, 23)] int batch)
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
            on => on.Recurrent.RhnCellForward(gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), s.Matrix(Side.Tested)));
        Cell(UnitCount, batch).Forward(
            "poisons", [pre], previous.Tested(), [previous.Tested()], [gates.Tested()], [s.Tested()]);
    }

    [Test]
    public void Backward_follows_the_formula(
        [ValueSource(nameof(Units))] int units, [ValueSource(nameof(Batches))] int batch, [Values] bool inPlace)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] activations = bench.Numbers(2 * units * batch);
            for (int at = units * batch; at < activations.Length; at++)
            {
                activations[at] = at % 13 == 0 ? at % 2 : (activations[at] + 1) / 2;
            }

            float[] gradient = bench.Numbers(units * batch);
            Operand gates = bench.Input("gates", 2 * units, batch, layout, activations);
            Operand previous = bench.Input("sPrevious", units, batch, layout);
            Operand ds = bench.Output("ds", units, batch, layout, gradient);
            Operand dGates = bench.Output("dGates", 2 * units, batch, layout, inPlace ? activations : null);
            string context = $"RhnCellBackward {layout}";
            bench.RunTested(
                context,
                on => on.Recurrent.RhnCellBackward(
                    (inPlace ? dGates : gates).Matrix(Side.Tested),
                    previous.Matrix(Side.Tested),
                    ds.Matrix(Side.Tested),
                    dGates.Matrix(Side.Tested)));
            Cell(units, batch).Backward(
                context, [activations], previous.Tested(), [previous.Tested()], gradient, [dGates.Tested()], ds.Tested());
        }
    }

    private static RhnCheck Cell(int units, int batch)
    {
        var mask = new float[units * batch];
        Array.Fill(mask, 1);
        return new RhnCheck([SparsityPattern.FromPositions(2 * units, units, [])], [[]], mask, batch, steps: 1);
    }
}
