using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Layers.Cells.Rhn;
using StRnn.Randomness;

namespace StRnn.Conformance.Tests;

/// <summary>
/// Whole sequences: the optional kernels where a backend has them, and the engine's composition everywhere.
/// </summary>
public sealed class RhnSequenceTests(string backend) : BackendFixture(backend)
{
    private const WeightUses EveryUse = WeightUses.RhnRecurrence | WeightUses.Product | WeightUses.TransposedProduct;

    private static readonly int[] Units = [1, 20, 23, 65];

    private static readonly int[] Batches = [1, 7, 20, 70];

    [Test]
    [Pairwise]
    public void A_composed_sequence_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values] bool masked)
        => AssertSequence(composed: true, units, EveryUse, batch, steps: 3, depth: 2, masked, default);

    [Test]
    [Pairwise]
    public void The_sequence_the_engine_runs_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values(1, 3)] int steps,
        [Values(1, 3)] int depth,
        [Values] bool masked,
        [Values(WeightUses.RhnRecurrence, EveryUse)] WeightUses uses)
        => AssertSequence(composed: false, units, uses, batch, steps, depth, masked, default);

    [Test]
    [Pairwise]
    public void Every_candidate_follows_its_formula(
        [Values] bool composed,
        [Values(7, 70)] int batch,
        [Values] bool masked,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
        => AssertSequence(composed, 23, EveryUse, batch, steps: 2, depth: 2, masked, activations);

    [Test]
    [Pairwise]
    public void A_sequence_of_blocks_of_rows_follows_the_formula(
        [Values] bool composed,
        [Values(24, 56)] int units,
        [Values(1, 3, 20, 65)] int batch,
        [Values] bool masked,
        [Values(2, 4, 8)] int height)
        => AssertSequence(composed, units, EveryUse, batch, steps: 2, depth: 2, masked, default, height);

    // Composed, or as the engine runs it: by the optional kernels where the backend has them, else composed.
    private void AssertSequence(
        bool composed,
        int units,
        WeightUses uses,
        int batch,
        int steps,
        int depth,
        bool masked,
        CellActivations activations,
        int height = 1)
    {
        int columns = batch * steps;
        var mask = new DropoutMask(9, 4, 2, 0.4f);
        float[] multipliers = [.. Enumerable.Range(0, units * batch).Select(
            at => !masked ? 1
                : Philox.Word(mask.Seed, mask.Stream, mask.Step, (ulong)at) >= mask.Threshold ? mask.Scale
                : 0)];
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparsityPattern[] patterns = [.. Enumerable.Range(0, depth)
                .Select(l => PatternCase.OfBlocks(
                    new RowBlocks(height, height > 1),
                    PatternCase.Random(2 * units / height, units, l == 1 ? 0 : 0.3)))];
            SparseOperand[] weights = [.. patterns.Select(pattern => bench.Sparse(pattern, uses, layout))];
            float[][] pre = [.. patterns.Select(_ => bench.Numbers(2 * units * columns, 2))];
            Operand[] gates =
                [.. pre.Select((values, l) => bench.Output($"gates {l}", 2 * units, columns, layout, values))];
            Operand[] input = [.. patterns.Select((_, l) => bench.Output($"input {l}", units, columns, layout))];
            Operand[] state = [.. patterns.Select((_, l) => bench.Output($"state {l}", units, columns, layout))];
            Operand initial = bench.Input("initial", units, batch, layout);
            ComposedRhnLayer[] layers = [.. weights.Select((weight, l) => new ComposedRhnLayer(
                weight.Weight(Side.Tested),
                gates[l].Matrix(Side.Tested),
                input[l].Matrix(Side.Tested),
                state[l].Matrix(Side.Tested)))];
            var check = new RhnCheck(
                patterns, [.. weights.Select(weight => weight.CanonicalValues)], multipliers, batch, steps,
                activations);
            string context = $"{layout}, {uses}";
            DropoutMask? drawn = masked ? mask : null;
            MatrixView carried = initial.Matrix(Side.Tested);
            bench.RunTested(
                $"{context}, forward",
                _ =>
                {
                    if (composed)
                    {
                        ComposedRhnSequence.Forward(layers, carried, drawn, activations);
                    }
                    else
                    {
                        RhnRecurrence.Forward(layers, carried, drawn, activations);
                    }
                });
            float[][] kept = Tested(gates);
            check.Forward(context, pre, initial.Tested(), Tested(input), kept, Tested(state));

            Operand dy = bench.Output("dy", units, columns, layout);
            MatrixView gradient = dy.Matrix(Side.Tested);
            float[] fromAbove = dy.Tested();
            bench.RunTested(
                $"{context}, backward",
                _ =>
                {
                    if (composed)
                    {
                        ComposedRhnSequence.Backward(
                            layers, carried, drawn, gradient, bench.Scratch(units, batch), activations);
                    }
                    else
                    {
                        RhnRecurrence.Backward(layers, carried, drawn, gradient, bench.Scratch, activations);
                    }
                });
            check.Backward(
                context, kept, initial.Tested(), Tested(state), fromAbove, Tested(gates), resultDs: null);
        }

        static float[][] Tested(Operand[] operands) => [.. operands.Select(operand => operand.Tested())];
    }
}
