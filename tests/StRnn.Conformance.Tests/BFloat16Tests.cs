using NUnit.Framework.Constraints;
using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Layers.Cells.Gru;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.Rhn;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;
using StRnn.Training.Checkpoints;

namespace StRnn.Conformance.Tests;

/// <summary>
/// Weights in 16 bits: every forward kernel computes with them as with the rounded weights in single precision, and a
/// backend without kernels for them gets those.
/// </summary>
public sealed class BFloat16Tests(string backend) : BackendFixture(backend)
{
    private const double Tolerance = 2e-5;

    [Test]
    public void Rounding_is_that_of_the_engine()
    {
        if (!Tested.TryGetOptional(out IBFloat16Kernels? kernels))
        {
            // The engine rounds for this backend, which has no such buffers.
            Assert.That(
                () => Tested.Allocate(ElementType.BFloat16, 1),
                Throws.ArgumentException.With.Message.Contains("no kernels for BFloat16"));
            return;
        }

        // Every exponent, denormal numbers, infinities and NaNs among them, both signs, and the ties between them.
        float[] values =
        [
            .. from upper in Enumerable.Range(0, 1 << 16)
               from lower in (int[])[0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF]
               select BitConverter.Int32BitsToSingle((upper << 16) | lower),
        ];
        using var singles = Tested.Allocate(ElementType.Float32, values.Length);
        using var rounded = Tested.Allocate(ElementType.BFloat16, values.Length);
        Tested.Write<float>(values, new VectorView(singles));
        kernels.Round(new VectorView(singles), new VectorView(rounded));
        var actual = new ushort[values.Length];
        Tested.Read<ushort>(new VectorView(rounded), actual);
        Assert.Multiple(() =>
        {
            Assert.That(rounded.LengthInBytes, Is.EqualTo(2 * values.Length));
            Assert.That(actual, Is.EqualTo(values.Select(BFloat16.FromSingle)));
            Assert.That(
                () => kernels.Round(new VectorView(singles).Slice(0, 3), new VectorView(rounded)),
                Throws.ArgumentException.With.Message.Contains("rounded[n]"));
        });
    }

    [Test]
    [Pairwise]
    public void Products_are_those_of_the_rounded_weights(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.All))] PatternCase item,
        [Values(1, 3, 20, 64, 70)] int columns,
        [Values] bool accumulate)
        => AssertProducts(item.Pattern, columns, accumulate);

    [Test]
    [Pairwise]
    public void Products_of_blocks_are_those_of_the_rounded_weights(
        [ValueSource(typeof(PatternCase), nameof(PatternCase.Blocks))] PatternCase item,
        [Values(1, 3, 20, 64)] int columns,
        [Values] bool accumulate)
        => AssertProducts(item.Pattern, columns, accumulate);

    [Test]
    public void Lookups_are_those_of_the_rounded_weights([Values] bool hasProduct)
    {
        SparsityPattern pattern = PatternCase.Random(31, 67, 0.2);
        using Workbench bench = NewBench(1);
        Ids ids = bench.Ids([3, 30, 0, 3]);
        Operand y = bench.Output("Y", 67, 4, Layout.Piece);
        var uses = WeightUses.RowGather | (hasProduct ? WeightUses.Product : WeightUses.None);
        using var weights = new SixteenBitOperand(bench, pattern, uses);
        bench.Run("lookup", (_, side) => weights[side].GatherRows(ids.Vector(side), y.Matrix(side)));
        Workbench.AssertSums("lookup", y, _ => 0);
    }

    [Test]
    [Pairwise]
    public void An_lstm_is_that_of_the_rounded_weights(
        [ValueSource(nameof(LstmPatterns))] PatternCase item, [Values(1, 3, 20, 64)] int batch)
        => AssertSame(
            [(item.Pattern, WeightUses.LstmRecurrence)],
            [(4 * item.Pattern.Columns, 3 * batch), (item.Pattern.Columns, batch), (item.Pattern.Columns, batch)],
            [(item.Pattern.Columns, 3 * batch), (item.Pattern.Columns, 3 * batch)],
            (weights, inputs, outputs) => LstmRecurrence.Forward(
                weights[0], new LstmSequence(inputs[0], inputs[1], inputs[2], outputs[0], outputs[1], default)));

    [Test]
    [Pairwise]
    public void An_rhn_is_that_of_the_rounded_weights([Values(1, 2)] int height, [Values(1, 3, 20)] int batch)
    {
        const int Units = 24;
        var pattern = height == 1
            ? PatternCase.Random(2 * Units, Units, 0.3)
            : PatternCase.OfBlocks(new RowBlocks(height, true), PatternCase.Random(Units, Units, 0.3));
        AssertSame(
            [(pattern, WeightUses.RhnRecurrence), (pattern, WeightUses.RhnRecurrence)],
            [(2 * Units, 3 * batch), (2 * Units, 3 * batch), (Units, batch)],
            [(Units, 3 * batch), (Units, 3 * batch), (Units, 3 * batch), (Units, 3 * batch)],
            (weights, inputs, outputs) => RhnRecurrence.Forward(
                [
                    new ComposedRhnLayer(weights[0], inputs[0], outputs[0], outputs[1]),
                    new ComposedRhnLayer(weights[1], inputs[1], outputs[2], outputs[3]),
                ],
                inputs[2],
                null,
                default));
    }

    [Test]
    public void A_gru_is_that_of_the_rounded_weights([Values] ResetGate reset, [Values(1, 20)] int batch)
    {
        const int Units = 23;
        AssertSame(
            [
                (PatternCase.Random(2 * Units, Units, 0.3), WeightUses.RhnRecurrence),
                (PatternCase.Random(Units, Units, 0.3), WeightUses.Product | WeightUses.TransposedProduct),
            ],
            [(3 * Units, 3 * batch), (Units, 3 * batch), (Units, batch)],
            [(Units, 3 * batch)],
            (weights, inputs, outputs) => GruRecurrence.Forward(
                weights[0],
                weights[1],
                new GruSequence(inputs[0], inputs[1], inputs[2], outputs[0], reset, default)));
    }

    [Test]
    public void Word_gates_are_those_of_the_rounded_weights()
    {
        using Workbench bench = NewBench(5);
        VectorView words = bench.Ids([.. Enumerable.Range(2, 9)]).Vector(Side.Tested);
        VectorView index = bench.Ids(bench.Integers(20, 10)).Vector(Side.Tested);
        AssertSame(
            [
                (PatternCase.Random(80, 20, 0.3), WeightUses.Product | WeightUses.RowGather),
                (PatternCase.Random(17, 20, 0.4), WeightUses.RowGather),
            ],
            [(1, 80)],
            [(80, 20)],
            (weights, inputs, outputs) => new WordGateRun(bench, weights[0], weights[1], words, index)
                .Forward(inputs[0].AsVector(), outputs[0]));
    }

    [Test]
    public void What_needs_a_transposed_copy_or_changes_the_weights_is_refused()
    {
        SparsityPattern pattern = PatternCase.Gates.Last().Pattern;
        using var weight = new SparseWeight(
            Tested, pattern, WeightUses.LstmRecurrence | WeightUses.Product, WeightStorage.BFloat16);
        using var training = new SparseWeight(Tested, pattern, WeightUses.LstmRecurrence | WeightUses.Product);
        using var g = new Tensor(Tested, pattern.Rows, 2);
        using var h = new Tensor(Tested, pattern.Columns, 2);
        using var gradient = new Tensor(Tested, 1, pattern.Nnz);
        Assert.Multiple(() =>
        {
            Assert.That(() => weight.MultiplyTransposed(g.View, h.View, accumulate: false), Refused());
            Assert.That(() => weight.WeightGradient(g.View, h.View, gradient.Values, accumulate: false), Refused());
            Assert.That(weight.Refresh, Refused());
            Assert.That(
                () => Tested.Sparse.SpMMTransposed(weight.Packed, g.View, h.View, accumulate: false),
                Throws.ArgumentException.With.Message.Contains(nameof(WeightUses.ForwardOnly)));
            Assert.That(weight.LengthInBytes, Is.LessThan(training.LengthInBytes), "no transposed copy");
            Assert.That(weight.ToArray(), Is.All.Zero);
        });

        static IResolveConstraint Refused()
            => Throws.InvalidOperationException.With.Message.Contains("is for inference");
    }

    [Test]
    public void Sessions_share_the_rounded_weights([Values] bool rhn)
    {
        string path = Path.GetTempFileName();
        try
        {
            using var model = SmallModel.Language(Tested, rhn, sparse: true);
            var parameters = model.Model.Parameters;
            Checkpoint.Save(path, parameters, [], [], new TrainingProgress());
            Checkpoint.LoadWeights(path, Tested, parameters, WeightStorage.BFloat16);
            using var session = Tested.OpenSession();
            using var tape = new Tape(session);
            tape.Begin(StepContext.Evaluation);
            Assert.That(
                parameters.Select(parameter => tape.WeightOf(parameter).Values.Buffer),
                Is.EqualTo(parameters.Select(parameter => parameter.Weight.Values.Buffer)));
            var generator = new TextGenerator(Tested, model.Model);
            int[][] drawn = new int[8][];
            Parallel.For(0, drawn.Length, i => drawn[i] = generator.Generate([1, 2], 20, 1, seed: 3));
            Assert.That(drawn, Is.All.EqualTo(generator.Generate([1, 2], 20, 1, seed: 3)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<PatternCase> LstmPatterns => [.. PatternCase.Gates, .. PatternCase.BlocksOfGates];

    private void AssertProducts(SparsityPattern pattern, int columns, bool accumulate)
    {
        using Workbench bench = NewBench(columns);
        Operand x = bench.Input("X", pattern.Columns, columns, Layout.Piece);
        Operand y = bench.Output("Y", pattern.Rows, columns, Layout.Piece);
        using var weights = new SixteenBitOperand(bench, pattern, WeightUses.Product);
        bench.Run("SpMM", (_, side) => weights[side].Multiply(x.Matrix(side), y.Matrix(side), accumulate));
        Workbench.AssertSums(
            "SpMM", y, at => pattern.RowOffsets[(at / columns) + 1] - pattern.RowOffsets[at / columns] + 1);
    }

    // The same run with weights in 16 bits, and with the rounded ones in single precision, which other tests prove.
    private void AssertSame(
        (SparsityPattern Pattern, WeightUses Uses)[] weights,
        (int Rows, int Columns)[] inputs,
        (int Rows, int Columns)[] outputs,
        Action<SparseWeight[], MatrixView[], MatrixView[]> run)
    {
        using Workbench bench = NewBench(7);
        float[][] values = [.. weights.Select(weight => bench.Numbers(weight.Pattern.Nnz, 0.5f))];
        float[][] given = [.. inputs.Select(input => bench.Numbers(input.Rows * input.Columns))];
        float[][] expected = Run(WeightStorage.Float32), actual = Run(WeightStorage.BFloat16);
        for (int i = 0; i < expected.Length; i++)
        {
            float[] each = expected[i];
            Compare.AssertWithin(
                $"matrix {i}", actual[i], [.. each], at => Tolerance * Math.Max(1, Math.Abs((double)each[at])));
        }

        float[][] Run(WeightStorage storage)
        {
            SparseWeight[] made = [.. weights.Select((weight, i) =>
            {
                var own = new SparseWeight(Tested, weight.Pattern, weight.Uses, storage);
                own.SetValues(storage == WeightStorage.BFloat16
                    ? values[i]
                    : [.. values[i].Select(BFloat16.Round)]);
                return own;
            })];
            Tensor[] all = [.. inputs.Concat(outputs).Select(size => new Tensor(Tested, size.Rows, size.Columns))];
            for (int i = 0; i < given.Length; i++)
            {
                all[i].SetValues(given[i]);
            }

            MatrixView[] views = [.. all.Select(tensor => tensor.View)];
            run(made, views[..inputs.Length], views[inputs.Length..]);
            float[][] results = [.. all.Select(tensor => tensor.ToArray())];
            Array.ForEach(made, weight => weight.Dispose());
            Array.ForEach(all, tensor => tensor.Dispose());
            return results;
        }
    }
}
