using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Randomness;

namespace StRnn.Conformance.Tests;

/// <summary>Whole sequences: the optional fused family where a backend has it, and the composition of primitives everywhere.</summary>
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
        => AssertSequence(new RhnComposition(Tested), units, EveryUse, batch, steps: 3, depth: 2, masked, default);

    [Test]
    [Pairwise]
    public void The_sequence_the_engine_runs_follows_the_formula(
        [ValueSource(nameof(Units))] int units,
        [ValueSource(nameof(Batches))] int batch,
        [Values(1, 3)] int steps,
        [Values(1, 3)] int depth,
        [Values] bool masked,
        [Values(WeightUses.RhnRecurrence, EveryUse)] WeightUses uses)
    {
        // The engine takes the fused family where there is one, and composes where there is none.
        IRhnSequenceKernels kernels =
            Tested.TryGetOptional(out IRhnSequenceKernels? fused) ? fused : new RhnComposition(Tested);
        AssertSequence(kernels, units, uses, batch, steps, depth, masked, default);
    }

    [Test]
    [Pairwise]
    public void Every_candidate_follows_its_formula(
        [Values] bool composed,
        [Values(7, 70)] int batch,
        [Values] bool masked,
        [ValueSource(typeof(CellFormula), nameof(CellFormula.Some))] CellActivations activations)
    {
        IRhnSequenceKernels kernels =
            !composed && Tested.TryGetOptional(out IRhnSequenceKernels? fused) ? fused : new RhnComposition(Tested);
        AssertSequence(kernels, 23, EveryUse, batch, steps: 2, depth: 2, masked, activations);
    }

    private void AssertSequence(
        IRhnSequenceKernels kernels,
        int units,
        WeightUses uses,
        int batch,
        int steps,
        int depth,
        bool masked,
        CellActivations activations)
    {
        int columns = batch * steps;
        var mask = new DropoutMask(9, 4, 2, 0.4f);
        float[] multipliers = [.. Enumerable.Range(0, units * batch).Select(
            at => !masked ? 1 : Philox.Word(mask.Seed, mask.Stream, mask.Step, (ulong)at) >= mask.Threshold ? mask.Scale : 0)];
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            SparsityPattern[] patterns = [.. Enumerable.Range(0, depth).Select(l => PatternCase.Random(2 * units, units, l == 1 ? 0 : 0.3))];
            SparseOperand[] weights = [.. patterns.Select(pattern => bench.Sparse(pattern, uses, layout))];
            float[][] pre = [.. patterns.Select(_ => bench.Numbers(2 * units * columns, 2))];
            Operand[] gates = [.. pre.Select((values, l) => bench.Output($"gates {l}", 2 * units, columns, layout, values))];
            Operand[] input = [.. patterns.Select((_, l) => bench.Output($"input {l}", units, columns, layout))];
            Operand[] state = [.. patterns.Select((_, l) => bench.Output($"state {l}", units, columns, layout))];
            Operand initial = bench.Input("initial", units, batch, layout);
            RhnMicroLayer[] layers = [.. weights.Select((weight, l) => new RhnMicroLayer(
                weight.Packed(Side.Tested),
                weight.Vector(Side.Tested),
                gates[l].Matrix(Side.Tested),
                input[l].Matrix(Side.Tested),
                state[l].Matrix(Side.Tested)))];
            var check = new RhnCheck(patterns, [.. weights.Select(weight => weight.CanonicalValues)], multipliers, batch, steps, activations);
            string context = $"{layout}, {uses}";
            bench.RunTested(
                $"{context}, forward",
                _ => kernels.Forward(layers, initial.Matrix(Side.Tested), masked ? mask : null, activations));
            float[][] kept = Tested(gates);
            check.Forward(context, pre, initial.Tested(), Tested(input), kept, Tested(state));

            Operand dy = bench.Output("dy", units, columns, layout);
            float[] fromAbove = dy.Tested();
            bench.RunTested(
                $"{context}, backward",
                _ => kernels.Backward(
                    layers, initial.Matrix(Side.Tested), masked ? mask : null, dy.Matrix(Side.Tested), activations));
            check.Backward(
                context, kept, initial.Tested(), Tested(state), fromAbove, Tested(gates), resultDs: null);
        }

        static float[][] Tested(Operand[] operands) => [.. operands.Select(operand => operand.Tested())];
    }
}
