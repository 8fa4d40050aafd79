using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Layers.Cells.MinGru;

namespace StRnn.Conformance.Tests;

/// <summary>
/// Whole minGRU sequences, by the optional kernels where a backend has them and composed everywhere, against the
/// reference in double.
/// </summary>
public sealed class MinGruTests(string backend) : BackendFixture(backend)
{
    private const double Tolerance = 5e-5;

    [Test]
    [Pairwise]
    public void A_sequence_follows_the_reference(
        [Values] bool composed,
        [Values(1, 7, 23, 65)] int units,
        [Values(1, 7, 20, 23, 70)] int batch,
        [Values(1, 2, 9)] int steps,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
    {
        int columns = batch * steps;
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            Operand gates = bench.Output("gates", 2 * units, columns, layout);
            Operand initial = bench.Input("initial", units, batch, layout);
            Operand h = bench.Output("h", units, columns, layout);
            Operand dh = bench.Output("dh", units, columns, layout);
            bench.Run($"forward {layout}", (on, side) =>
            {
                var (g, i, y) = (gates.Matrix(side), initial.Matrix(side), h.Matrix(side));
                if (composed)
                {
                    ComposedMinGruSequence.Forward(on, g, i, y, activations);
                }
                else
                {
                    MinGruRecurrence.Forward(on, g, i, y, activations);
                }
            });
            AssertNear($"forward {layout}", gates);
            AssertNear($"forward {layout}", h);
            bench.Run($"backward {layout}", (on, side) =>
            {
                var (g, i, y) = (gates.Matrix(side), initial.Matrix(side), h.Matrix(side));
                if (composed)
                {
                    ComposedMinGruSequence.Backward(on, g, i, y, dh.Matrix(side), activations);
                }
                else
                {
                    MinGruRecurrence.Backward(on, g, i, y, dh.Matrix(side), activations);
                }
            });
            AssertNear($"backward {layout}", gates);
        }
    }

    /// <summary>An open gate and a candidate of 0 forget whatever was before: how padding is masked.</summary>
    [Test]
    public void A_step_without_input_gives_exactly_zero([Values(1, 20, 23)] int batch)
    {
        const int UnitCount = 3;
        using Workbench bench = NewBench(batch);
        float[] closed = new float[2 * UnitCount * batch];
        Array.Fill(closed, float.PositiveInfinity, UnitCount * batch, UnitCount * batch);
        Operand gates = bench.Output("gates", 2 * UnitCount, batch, Layout.Piece, closed);
        Operand initial = bench.Input("initial", UnitCount, batch, Layout.Piece);
        Operand h = bench.Output("h", UnitCount, batch, Layout.Piece);
        bench.RunTested("closed", on => MinGruRecurrence.Forward(
            on, gates.Matrix(Side.Tested), initial.Matrix(Side.Tested), h.Matrix(Side.Tested),
            new CellActivations(Candidate: CandidateActivation.Identity)));
        Assert.That(h.Tested(), Is.All.Zero);
    }

    private static void AssertNear(string context, Operand output)
    {
        double[] expected = output.Expected();
        Compare.AssertWithin(
            $"{context}, {output.Name}",
            output.Tested(),
            expected,
            at => Tolerance * Math.Max(1, Math.Abs(expected[at])));
    }
}
