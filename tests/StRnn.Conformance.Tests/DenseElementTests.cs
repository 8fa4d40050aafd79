using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Conformance.Tests.Support;
using StRnn.Randomness;

namespace StRnn.Conformance.Tests;

/// <summary>Embedding rows, biases, element-wise work, dropout and reductions of dense matrices.</summary>
public sealed class DenseElementTests(string backend) : BackendFixture(backend)
{
    private static readonly (int M, int N)[] Shapes =
        [(1, 1), (7, 1), (1, 23), (20, 20), (23, 7), (65, 64), (31, 65), (3, 700), (700, 3)];

    [Test]
    public void GatherRows_copies_rows_into_columns([ValueSource(nameof(Shapes))] (int M, int N) shape)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.N);
            Operand table = bench.Input("table", 29, shape.M, layout);
            Ids ids = bench.Ids(bench.Integers(shape.N, 29));
            Operand y = bench.Output("Y", shape.M, shape.N, layout);
            bench.Run(
                "GatherRows", (on, side) => on.Dense.GatherRows(table.Matrix(side), ids.Vector(side), y.Matrix(side)));
            Compare.AssertWithin($"GatherRows {layout}", y.Tested(), y.Expected(), _ => 0);
        }
    }

    [Test]
    public void ScatterAddRows_adds_repeated_ids_too(
        [ValueSource(nameof(Shapes))] (int M, int N) shape, [Values(1, 3, 29)] int distinct)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.N);
            Operand gradient = bench.Output("gradient", 29, shape.M, layout);
            Ids ids = bench.Ids(bench.Integers(shape.N, distinct));
            Operand g = bench.Input("G", shape.M, shape.N, layout);
            bench.Run(
                "ScatterAddRows",
                (on, side) => on.Dense.ScatterAddRows(ids.Vector(side), g.Matrix(side), gradient.Matrix(side)));
            Workbench.AssertSums($"ScatterAddRows {layout}", gradient, _ => shape.N + 1);
        }
    }

    [Test]
    public void AddBias_and_SumColumns_agree_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int M, int N) shape, [Values] bool accumulate)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.N);
            Operand bias = bench.Input("bias", 1, shape.M, layout);
            Operand y = bench.Output("Y", shape.M, shape.N, layout);
            Operand g = bench.Input("G", shape.M, shape.N, layout);
            Operand sums = bench.Output("sums", 1, shape.M, layout);
            bench.Run(
                $"bias {layout}",
                (on, side) =>
                {
                    on.Dense.AddBias(bias.Vector(side), y.Matrix(side));
                    on.Dense.SumColumns(g.Matrix(side), sums.Vector(side), accumulate);
                });
            Workbench.AssertSums($"AddBias {layout}", y, _ => 2);
            Workbench.AssertSums($"SumColumns {layout}", sums, _ => shape.N + 1);
        }
    }

    [Test]
    public void Copy_Add_and_Fill_agree_with_the_oracle([ValueSource(nameof(Shapes))] (int M, int N) shape)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.N);
            Operand x = bench.Input("X", shape.M, shape.N, layout);
            Operand copy = bench.Output("copy", shape.M, shape.N, layout);
            Operand sum = bench.Output("sum", shape.M, shape.N, layout);
            Operand filled = bench.Output("filled", 1, shape.M * shape.N, layout);
            bench.Run(
                $"element-wise {layout}",
                (on, side) =>
                {
                    on.Dense.Copy(x.Matrix(side), copy.Matrix(side));
                    on.Dense.Add(x.Matrix(side), sum.Matrix(side));
                    on.Dense.Fill(filled.Vector(side), -0.1f);
                });
            Compare.AssertWithin($"Copy {layout}", copy.Tested(), copy.Expected(), _ => 0);
            Workbench.AssertSums($"Add {layout}", sum, _ => 2);
            Assert.That(filled.Tested(), Is.All.EqualTo(-0.1f));
        }
    }

    [Test]
    [Pairwise]
    public void Dropout_keeps_exactly_the_elements_that_Philox_says(
        [ValueSource(nameof(Shapes))] (int M, int N) shape,
        [Values(0f, 0.3f, 0.65f, 0.999f)] float probability,
        [Values] bool accumulate)
    {
        var mask = new DropoutMask(Seed: 0x1234_5678_9ABC_DEF0, Stream: 3, Step: 41, probability);
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.N);
            float[] ones = [.. bench.Numbers(shape.M * shape.N).Select(value => value == 0 ? 1 : value)];
            Operand x = bench.Input("X", shape.M, shape.N, layout, ones);
            Operand y = bench.Output("Y", shape.M, shape.N, layout, accumulate ? new float[ones.Length] : null);
            Operand inPlace = bench.Output("X in place", shape.M, shape.N, layout, ones);
            Operand added = bench.Output("Y with content", shape.M, shape.N, layout);
            bench.Run(
                $"Dropout {layout}",
                (on, side) =>
                {
                    on.Dense.Dropout(x.Matrix(side), y.Matrix(side), mask, accumulate);
                    on.Dense.Dropout(inPlace.Matrix(side), inPlace.Matrix(side), mask, accumulate: false);
                    on.Dense.Dropout(x.Matrix(side), added.Matrix(side), mask, accumulate: true);
                });
            bool[] kept = [.. Enumerable.Range(0, ones.Length).Select(
                index => Philox.Word(mask.Seed, mask.Stream, mask.Step, (ulong)index) >= mask.Threshold)];
            Assert.That(y.Tested().Select(value => value != 0), Is.EqualTo(kept), $"{layout}");
            Workbench.AssertSums($"Dropout {layout}", y, _ => 2);
            Workbench.AssertSums($"Dropout in place {layout}", inPlace, _ => 2);
            Workbench.AssertSums($"Dropout added {layout}", added, _ => 3);
        }
    }

    [Test]
    public void A_NaN_survives_dropout([Values] bool words)
    {
        var mask = new DropoutMask(Seed: 5, Stream: 3, Step: 41, Probability: 0.9f);
        using Workbench bench = NewBench(7);
        float[] values = [.. Enumerable.Repeat(float.NaN, 3 * 20)];
        Operand x = bench.Input("X", 3, 20, Layout.Tight, values);
        Operand y = bench.Output("Y", 3, 20, Layout.Tight);
        Ids ids = bench.Ids([.. Enumerable.Range(0, 20)]);
        bench.Run(
            "dropout of NaN",
            (on, side) =>
            {
                if (words)
                {
                    on.Dense.DropoutWords(x.Matrix(side), ids.Vector(side), y.Matrix(side), mask, accumulate: false);
                }
                else
                {
                    on.Dense.Dropout(x.Matrix(side), y.Matrix(side), mask, accumulate: false);
                }
            });
        Assert.That(y.Tested(), Is.All.NaN);
        Assert.That(y.Expected(), Is.All.NaN);
    }

    [Test]
    public void Variational_dropout_draws_one_mask_for_all_steps(
        [Values(1, 7, 20)] int batch, [Values(1, 3)] int steps, [Values] bool accumulate)
    {
        const int Rows = 37;
        var mask = new DropoutMask(Seed: 5, Stream: 3, Step: 41, Probability: 0.3f, Columns: batch);
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(batch);
            int columns = batch * steps;
            float[] ones = [.. Enumerable.Repeat(1f, Rows * columns)];
            Operand x = bench.Input("X", Rows, columns, layout, ones);
            Operand y = bench.Output("Y", Rows, columns, layout, accumulate ? new float[ones.Length] : null);
            bench.Run(
                $"Dropout {layout}", (on, side) => on.Dense.Dropout(x.Matrix(side), y.Matrix(side), mask, accumulate));
            float[] expected = [.. Enumerable.Range(0, ones.Length).Select(at =>
                Kept(mask, ((at / columns) * batch) + (at % columns % batch)) ? mask.Scale : 0)];
            Assert.That(y.Tested(), Is.EqualTo(expected), $"{layout}");
        }
    }

    [Test]
    public void DropoutWords_draws_once_per_word([Values(1, 23, 163)] int columns, [Values] bool accumulate)
    {
        const int Rows = 9;
        var mask = new DropoutMask(Seed: 5, Stream: 3, Step: 41, Probability: 0.3f);
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(columns);
            int[] words = bench.Integers(columns, 40);
            Ids ids = bench.Ids(words);
            float[] ones = [.. Enumerable.Repeat(1f, Rows * columns)];
            Operand x = bench.Input("X", Rows, columns, layout, ones);
            Operand y = bench.Output("Y", Rows, columns, layout, accumulate ? new float[ones.Length] : null);
            bench.Run(
                $"DropoutWords {layout}",
                (on, side) => on.Dense.DropoutWords(
                    x.Matrix(side), ids.Vector(side), y.Matrix(side), mask, accumulate));
            float[] expected = [.. Enumerable.Range(0, ones.Length).Select(at =>
                Kept(mask, words[at % columns]) ? mask.Scale : 0)];
            Assert.That(y.Tested(), Is.EqualTo(expected), $"{layout}");
        }
    }

    [Test]
    [Pairwise]
    public void GatherColumns_and_ScatterAddColumns_follow_the_formula(
        [Values(1, 4, 9)] int rows,
        [Values(1, 20, 131)] int uses,
        [Values(1, 7, 40)] int columns,
        [Values] bool weighted,
        [Values] bool accumulate)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench((rows * uses) + columns);
            Ids index = bench.Ids([.. bench.Integers(uses, columns + 1).Select(number => number - 1)]);
            Operand weights = bench.Input("weights", 1, uses, Layout.Tight);
            Operand distinct = bench.Input("distinct", rows, columns, layout);
            Operand spread = bench.Output("spread", rows, uses, layout);
            bench.Run(
                $"GatherColumns {layout}",
                (on, side) => on.Dense.GatherColumns(
                    distinct.Matrix(side), index.Vector(side), Weights(side), spread.Matrix(side), accumulate));
            Workbench.AssertSums($"GatherColumns {layout}", spread, _ => 3);
            Operand input = bench.Input("input", rows, uses, layout);
            Operand sums = bench.Output("sums", rows, columns, layout);
            bench.Run(
                $"ScatterAddColumns {layout}",
                (on, side) => on.Dense.ScatterAddColumns(
                    input.Matrix(side), index.Vector(side), Weights(side), sums.Matrix(side), accumulate));
            Workbench.AssertSums($"ScatterAddColumns {layout}", sums, _ => (2 * uses) + 1);

            VectorView? Weights(Side side) => weighted ? weights.Vector(side) : null;
        }
    }

    [Test]
    public void Columns_outside_are_refused([Values(-2, 5)] int number)
    {
        using Workbench bench = NewBench(number);
        Operand x = bench.Input("X", 3, 5, Layout.Tight);
        Operand y = bench.Output("Y", 3, 5, Layout.Tight);
        Ids index = bench.Ids([0, 1, number, 2, -1]);
        foreach (Side side in (Side[])[Side.Tested, Side.Expected])
        {
            IBackend on = bench.On(side);
            Assert.That(
                () => on.Dense.GatherColumns(
                    x.Matrix(side), index.Vector(side), null, y.Matrix(side), accumulate: false),
                Throws.ArgumentException.With.Message.Contains("index[2]"));
            Assert.That(
                () => on.Dense.ScatterAddColumns(
                    x.Matrix(side), index.Vector(side), null, y.Matrix(side), accumulate: false),
                Throws.ArgumentException.With.Message.Contains("index[2]"));
        }
    }

    [Test]
    public void Sum_and_AddSquaredNorm_round_once(
        [Values(0, 1, 7, 64, 1000, 4097, 70001)] int count, [Values] bool accumulate)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(count);
            Operand x = bench.Input("x", 1, count, layout);
            Operand sum = bench.Output("sum", 1, 1, layout, [0.5f]);
            Operand norm = bench.Output("norm", 1, 1, layout, [0.5f]);
            bench.Run(
                $"reductions {layout}",
                (on, side) =>
                {
                    on.Dense.Sum(x.Vector(side), sum.Vector(side), accumulate);
                    on.Optimizer.AddSquaredNorm(x.Vector(side), norm.Vector(side));
                });

            // Accumulated in double: one rounding to single for the sum and one for adding it, whatever the count.
            double inDouble = count * double.Epsilon + (count * Math.Pow(2, -52) * sum.Expected(Side.Magnitude)[0]);
            Compare.AssertWithin(
                $"Sum {layout}", sum.Tested(), sum.Expected(),
                at => (2 * ErrorBound.Unit * (Math.Abs(sum.Expected()[at]) + 0.5)) + inDouble);
            Compare.AssertWithin(
                $"AddSquaredNorm "
                + $"{layout}", norm.Tested(), norm.Expected(), at => 3 * ErrorBound.Unit * norm.Expected()[at]);
        }
    }

    [Test]
    public void NaN_and_infinity_pass_through_element_wise_work_and_reductions()
    {
        using Workbench bench = NewBench(1);
        float[] values = bench.Numbers(5 * 23);
        values[7] = float.NaN;
        values[50] = float.PositiveInfinity;
        values[114] = float.NegativeInfinity;
        Operand x = bench.Input("X", 5, 23, Layout.Piece, values);
        Operand copy = bench.Output("copy", 5, 23, Layout.Piece);
        Operand sum = bench.Output("sum", 5, 23, Layout.Piece);
        Operand sums = bench.Output("sums", 1, 5, Layout.Piece);
        bench.Run(
            "poisoned elements",
            (on, side) =>
            {
                on.Dense.Copy(x.Matrix(side), copy.Matrix(side));
                on.Dense.Add(x.Matrix(side), sum.Matrix(side));
                on.Dense.SumColumns(x.Matrix(side), sums.Vector(side), accumulate: false);
            });
        Compare.AssertWithin("Copy", copy.Tested(), copy.Expected(), _ => 0);
        Workbench.AssertSums("Add", sum, _ => 2);
        Workbench.AssertSums("SumColumns", sums, _ => 23);
    }

    private static bool Kept(DropoutMask mask, int index)
        => Philox.Word(mask.Seed, mask.Stream, mask.Step, (ulong)index) >= mask.Threshold;
}
