using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class LstmCellTests(string backend) : BackendFixture(backend)
{
    private static readonly int[] Units = [1, 7, 20, 23, 65];

    private static readonly int[] Batches = [1, 7, 20, 23, 64, 65];

    [Test]
    [Pairwise]
    public void Forward_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values(0.01f, 2f, 100f)] float range,
        [Values] GateActivation gate) =>
        AssertForward(units, batch, range, new CellActivations(gate));

    [Test]
    [Pairwise]
    public void Forward_follows_the_formula_of_every_candidate(
        [Values(1, 23)] int units,
        [Values(7, 65)] int batch,
        [Values(0.01f, 4f, 100f)] float range,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations) =>
        AssertForward(units, batch, range, activations);

    [Test]
    [Pairwise]
    public void Forward_carries_NaN_and_saturates_at_infinity(
        [Values(1, 20, 23)] int batch, [Values] GateActivation gate, [Values] CandidateActivation candidate)
    {
        const int UnitCount = 9;
        using Workbench bench = NewBench(batch);
        float[] pre = bench.Numbers(4 * UnitCount * batch);
        float[] poisons = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (int row = 0; row < 4; row++)
        {
            for (int kind = 0; kind < poisons.Length; kind++)
            {
                // Each unit has at most one poisoned gate, at alternating ends of the batch.
                int unit = (row + (3 * kind)) % UnitCount;
                pre[(((row * UnitCount) + unit) * batch) + (kind % 2 == 0 ? 0 : batch - 1)] = poisons[kind];
            }
        }

        float[] state = bench.Numbers(UnitCount * batch);
        state[^1] = float.NaN;
        AssertForward(bench, Layout.Piece, UnitCount, batch, pre, state, new CellActivations(gate, candidate));
    }

    [Test]
    [Pairwise]
    public void Backward_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values] bool inPlace,
        [Values] GateActivation gate) =>
        AssertBackward(units, batch, inPlace, new CellActivations(gate));

    [Test]
    [Pairwise]
    public void Backward_follows_the_formula_of_every_candidate(
        [Values(1, 23)] int units,
        [Values(7, 65)] int batch,
        [Values] bool inPlace,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations) =>
        AssertBackward(units, batch, inPlace, activations);

    [Test]
    public void Backward_carries_NaN_in_the_gradient_of_h(
        [Values] GateActivation gate, [Values] CandidateActivation candidate)
    {
        const int UnitCount = 5;
        const int Batch = 23;
        using Workbench bench = NewBench(1);
        float[] gradients = bench.Numbers(UnitCount * Batch);
        gradients[Batch + 22] = float.NaN;
        Operand gates = bench.Input(
            "gates", 4 * UnitCount, Batch, Layout.Piece, Kept(bench, UnitCount, Batch, candidate));
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
                new CellActivations(gate, candidate)));
        Assert.That(dc.Tested().Select(float.IsNaN), Is.EqualTo(gradients.Select(float.IsNaN)));
        Assert.That(dGates.Tested().Count(float.IsNaN), Is.EqualTo(dGates.Expected().Count(double.IsNaN)));
    }

    [Test]
    public void An_unknown_activation_is_refused_in_one_line()
    {
        using Workbench bench = NewBench(1);
        MatrixView gates = bench.Output("gates", 4, 1, Layout.Piece).Matrix(Side.Tested);
        MatrixView state = bench.Output("state", 1, 1, Layout.Piece).Matrix(Side.Tested);
        Refused(new CellActivations((GateActivation)7), "unknown gate activation");
        Refused(new CellActivations(Candidate: (CandidateActivation)7), "unknown candidate activation");

        void Refused(CellActivations activations, string expected)
        {
            var error = Assert.Throws<ArgumentException>(
                () => Tested.Recurrent.LstmCellForward(gates, state, state, state, activations));
            Assert.That(error!.Message, Does.Contain(expected).And.Not.Contain("\n"));
        }
    }

    private void AssertBackward(int units, int batch, bool inPlace, CellActivations activations)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] kept = Kept(bench, units, batch, activations.Candidate);
            float[] finalDc = bench.Numbers(units * batch);
            Operand gates = bench.Input("gates", 4 * units, batch, layout, kept);
            Operand previous = bench.Input("cPrevious", units, batch, layout);
            Operand c = bench.Input("c", units, batch, layout, bench.Numbers(units * batch, 2));
            Operand dh = bench.Input("dh", units, batch, layout);
            Operand dc = bench.Output("dc", units, batch, layout, finalDc);
            Operand dGates = bench.Output("dGates", 4 * units, batch, layout, inPlace ? kept : null);
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
                    activations));
            Cell(units, batch, activations).Backward(
                context, kept, previous.Tested(), c.Tested(), dh.Tested(), finalDc, dGates.Tested(), dc.Tested());
        }
    }

    private void AssertForward(int units, int batch, float range, CellActivations activations)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(units + batch);
            float[] pre = bench.Numbers(4 * units * batch, range);
            AssertForward(bench, layout, units, batch, pre, bench.Numbers(units * batch, range), activations);
        }
    }

    private static void AssertForward(
        Workbench bench, Layout layout, int units, int batch, float[] pre, float[] state, CellActivations activations)
    {
        Operand gates = bench.Output("gates", 4 * units, batch, layout, pre);
        Operand previous = bench.Input("cPrevious", units, batch, layout, state);
        Operand c = bench.Output("c", units, batch, layout);
        Operand h = bench.Output("h", units, batch, layout);
        string context = $"LstmCellForward {layout}";
        bench.RunTested(
            context,
            on => on.Recurrent.LstmCellForward(
                gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), c.Matrix(Side.Tested), h.Matrix(Side.Tested),
                activations));
        Cell(units, batch, activations)
            .Forward(context, pre, new float[units * batch], state, gates.Tested(), c.Tested(), h.Tested());
    }

    /// <summary>
    /// i, f, o in (0, 1), some of them saturated; g in (-1, 1), or a pre-activation on every piece of the candidate's
    /// function.
    /// </summary>
    private static float[] Kept(Workbench bench, int units, int batch, CandidateActivation candidate)
    {
        float[] values = bench.Numbers(4 * units * batch);
        int quarter = units * batch;
        for (int at = 0; at < values.Length; at++)
        {
            if (at / quarter != 2)
            {
                values[at] = at % 13 == 0 ? at % 2 : (values[at] + 1) / 2;
            }
            else if (candidate != CandidateActivation.Tanh)
            {
                values[at] *= 4;
            }
        }

        return values;
    }

    private static LstmCheck Cell(int units, int batch, CellActivations activations) =>
        new(SparsityPattern.FromPositions(4 * units, units, []), [], batch, steps: 1, activations);
}
