using StRnn.Backends;
using StRnn.Conformance.Tests.Bench;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests;

public sealed class LstmCellTests(string backend) : BackendFixture(backend)
{
    private static readonly int[] Units = [1, 7, 20, 23, 65];

    private static readonly int[] Batches = [1, 7, 20, 23, 64, 65];

    [Test]
    public void Forward_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values(0.01f, 2f, 100f)] float range,
        [Values] GateActivation activation)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] pre = bench.Numbers(4 * units * batch, range);
            AssertForward(bench, layout, units, batch, pre, bench.Numbers(units * batch, range), activation);
        }
    }

    [Test]
    public void Forward_carries_NaN_and_saturates_at_infinity([Values(1, 20, 23)] int batch, [Values] GateActivation activation)
    {
        const int UnitCount = 9;
        using Workbench bench = NewBench(batch);
        float[] pre = bench.Numbers(4 * UnitCount * batch);
        float[] poisons = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (int gate = 0; gate < 4; gate++)
        {
            for (int kind = 0; kind < poisons.Length; kind++)
            {
                // Each unit has at most one poisoned gate, at alternating ends of the batch.
                int unit = (gate + (3 * kind)) % UnitCount;
                pre[(((gate * UnitCount) + unit) * batch) + (kind % 2 == 0 ? 0 : batch - 1)] = poisons[kind];
            }
        }

        float[] state = bench.Numbers(UnitCount * batch);
        state[^1] = float.NaN;
        AssertForward(bench, Layout.Piece, UnitCount, batch, pre, state, activation);
    }

    [Test]
    public void Backward_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values] bool inPlace,
        [Values] GateActivation activation)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] activations = Activations(bench, units, batch);
            float[] finalDc = bench.Numbers(units * batch);
            Operand gates = bench.Input("gates", 4 * units, batch, layout, activations);
            Operand previous = bench.Input("cPrevious", units, batch, layout);
            Operand c = bench.Input("c", units, batch, layout, bench.Numbers(units * batch, 2));
            Operand dh = bench.Input("dh", units, batch, layout);
            Operand dc = bench.Output("dc", units, batch, layout, finalDc);
            Operand dGates = bench.Output("dGates", 4 * units, batch, layout, inPlace ? activations : null);
            string context = $"LstmCellBackward {layout}";
            bench.RunTested(
                context,
                on => on.Recurrent.LstmCellBackward(
                    (inPlace ? dGates : gates).Matrix(Side.Tested),
                    previous.Matrix(Side.Tested),
                    c.Matrix(Side.Tested),
                    dh.Matrix(Side.Tested),
                    dc.Matrix(Side.Tested),
                    dGates.Matrix(Side.Tested),
                    activation));
            Cell(units, batch, activation).Backward(
                context, activations, previous.Tested(), c.Tested(), dh.Tested(), finalDc, dGates.Tested(), dc.Tested());
        }
    }

    [Test]
    public void Backward_carries_NaN_in_the_gradient_of_h([Values] GateActivation activation)
    {
        const int UnitCount = 5;
        const int Batch = 23;
        using Workbench bench = NewBench(1);
        float[] gradients = bench.Numbers(UnitCount * Batch);
        gradients[Batch + 22] = float.NaN;
        Operand gates = bench.Input("gates", 4 * UnitCount, Batch, Layout.Piece, Activations(bench, UnitCount, Batch));
        Operand previous = bench.Input("cPrevious", UnitCount, Batch, Layout.Piece);
        Operand c = bench.Input("c", UnitCount, Batch, Layout.Piece);
        Operand dh = bench.Input("dh", UnitCount, Batch, Layout.Piece, gradients);
        Operand dc = bench.Output("dc", UnitCount, Batch, Layout.Piece);
        Operand dGates = bench.Output("dGates", 4 * UnitCount, Batch, Layout.Piece);
        bench.Run(
            "NaN",
            (on, side) => on.Recurrent.LstmCellBackward(
                gates.Matrix(side),
                previous.Matrix(side),
                c.Matrix(side),
                dh.Matrix(side),
                dc.Matrix(side),
                dGates.Matrix(side),
                activation));
        Assert.That(dc.Tested().Select(float.IsNaN), Is.EqualTo(gradients.Select(float.IsNaN)));
        Assert.That(dGates.Tested().Count(float.IsNaN), Is.EqualTo(dGates.Expected().Count(double.IsNaN)));
    }

    [Test]
    public void An_unknown_activation_is_refused_in_one_line()
    {
        using Workbench bench = NewBench(1);
        MatrixView gates = bench.Output("gates", 4, 1, Layout.Piece).Matrix(Side.Tested);
        MatrixView state = bench.Output("state", 1, 1, Layout.Piece).Matrix(Side.Tested);
        var error = Assert.Throws<ArgumentException>(
            () => Tested.Recurrent.LstmCellForward(gates, state, state, state, (GateActivation)7));
        Assert.That(error!.Message, Does.Contain("unknown gate activation").And.Not.Contain("\n"));
    }

    private static void AssertForward(
        Workbench bench, Layout layout, int units, int batch, float[] pre, float[] state, GateActivation activation)
    {
        Operand gates = bench.Output("gates", 4 * units, batch, layout, pre);
        Operand previous = bench.Input("cPrevious", units, batch, layout, state);
        Operand c = bench.Output("c", units, batch, layout);
        Operand h = bench.Output("h", units, batch, layout);
        string context = $"LstmCellForward {layout}";
        bench.RunTested(
            context,
            on => on.Recurrent.LstmCellForward(
                gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), c.Matrix(Side.Tested), h.Matrix(Side.Tested), activation));
        Cell(units, batch, activation).Forward(context, pre, new float[units * batch], state, gates.Tested(), c.Tested(), h.Tested());
    }

    /// <summary>i, f, o in (0, 1) and g in (-1, 1), some of them saturated.</summary>
    private static float[] Activations(Workbench bench, int units, int batch)
    {
        float[] values = bench.Numbers(4 * units * batch);
        int quarter = units * batch;
        for (int at = 0; at < values.Length; at++)
        {
            if (at / quarter != 2)
            {
                values[at] = at % 13 == 0 ? at % 2 : (values[at] + 1) / 2;
            }
        }

        return values;
    }

    private static LstmCheck Cell(int units, int batch, GateActivation activation) =>
        new(SparsityPattern.FromPositions(4 * units, units, []), [], batch, steps: 1, activation);
}
