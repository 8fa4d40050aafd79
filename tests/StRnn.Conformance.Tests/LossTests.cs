using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class LossTests(string backend) : BackendFixture(backend)
{
    private static readonly (int Classes, int Columns)[] Shapes =
        [(1, 1), (2, 1), (3, 20), (67, 23), (64, 64), (700, 7), (1009, 65), (5, 700)];

    private static readonly float[] Ranges = [1e-3f, 1f, 30f, 1e4f];

    [Test]
    public void Forward_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int Classes, int Columns) shape, [ValueSource(nameof(Ranges))] float range)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.Columns);
            float[] scores = bench.Numbers(shape.Classes * shape.Columns, range);
            Ids targets = bench.Ids(bench.Integers(shape.Columns, shape.Classes));
            Operand logits = bench.Input("logits", shape.Classes, shape.Columns, layout, scores);
            Operand logSumExp = bench.Output("logSumExp", 1, shape.Columns, layout);
            Operand losses = bench.Output("losses", 1, shape.Columns, layout);
            bench.Run(
                $"forward {layout}",
                (on, side) => on.Loss.SoftmaxCrossEntropyForward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), losses.Vector(side)));
            double[] expected = logSumExp.Expected();
            double[] expectedLosses = losses.Expected();
            Compare.AssertWithin(
                $"logSumExp {layout}", logSumExp.Tested(), expected, at => LogSumExpBound(shape.Classes, expected[at]));
            Compare.AssertWithin(
                $"losses {layout}", losses.Tested(), expectedLosses,
                at => LogSumExpBound(shape.Classes, expected[at]) + (ErrorBound.Unit * Math.Abs(expectedLosses[at])));
        }
    }

    [Test]
    [Pairwise]
    public void Backward_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int Classes, int Columns) shape,
        [ValueSource(nameof(Ranges))] float range,
        [Values] bool inPlace)
    {
        const float Scale = 1f / 3;
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.Columns);
            float[] scores = bench.Numbers(shape.Classes * shape.Columns, range);
            int[] classes = bench.Integers(shape.Columns, shape.Classes);
            float[] logSums = LogSumExp(scores, shape.Classes, shape.Columns);
            Ids targets = bench.Ids(classes);
            Operand logits = bench.Input("logits", shape.Classes, shape.Columns, layout, scores);
            Operand logSumExp = bench.Input("logSumExp", 1, shape.Columns, layout, logSums);
            Operand gradient = bench.Output("dLogits", shape.Classes, shape.Columns, layout, inPlace ? scores : null);
            Operand source = inPlace ? gradient : logits;
            bench.Run(
                $"backward {layout}",
                (on, side) => on.Loss.SoftmaxCrossEntropyBackward(
                    source.Matrix(side), targets.Vector(side), logSumExp.Vector(side), Scale, gradient.Matrix(side)));
            Compare.AssertWithin(
                $"dLogits {layout}", gradient.Tested(), gradient.Expected(),
                at =>
                {
                    int column = at % shape.Columns;
                    double exponent = scores[at] - (double)logSums[column];
                    double probability = Math.Exp(exponent);
                    double target = classes[column] == at / shape.Columns ? 1 : 0;

                    // The rounded exponent, the exponential, the subtraction, the scaling; both the exponential and the
                    // scaled result may flush what is subnormal.
                    double relative = (ErrorBound.Unit * Math.Abs(exponent)) + ErrorBound.Elementary;
                    return ErrorBound.SmallestNormal + (Scale * ((1.01 * relative * probability)
                        + (3 * ErrorBound.Unit * Math.Abs(probability - target)) + ErrorBound.SmallestNormal));
                });
        }
    }

    [Test]
    public void A_logit_of_minus_infinity_has_no_probability_and_no_gradient([Values(1, 20, 23)] int columns)
    {
        using Workbench bench = NewBench(columns);
        float[] scores = bench.Numbers(9 * columns);
        Array.Fill(scores, float.NegativeInfinity, 4 * columns, columns);
        Ids targets = bench.Ids([.. Enumerable.Repeat(2, columns)]);
        Operand logits = bench.Input("logits", 9, columns, Layout.Piece, scores);
        Operand logSumExp = bench.Output("logSumExp", 1, columns, Layout.Piece);
        Operand losses = bench.Output("losses", 1, columns, Layout.Piece);
        Operand gradient = bench.Output("dLogits", 9, columns, Layout.Piece);
        bench.Run(
            "minus infinity",
            (on, side) =>
            {
                on.Loss.SoftmaxCrossEntropyForward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), losses.Vector(side));
                on.Loss.SoftmaxCrossEntropyBackward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), 1, gradient.Matrix(side));
            });
        double[] expected = logSumExp.Expected();
        Compare.AssertWithin("logSumExp", logSumExp.Tested(), expected, at => LogSumExpBound(9, expected[at]));
        Assert.That(losses.Tested(), Is.All.InRange(0f, 10f));
        Assert.That(gradient.Tested().AsSpan(4 * columns, columns).ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_column_without_a_target_has_no_loss_and_no_gradient([Values(1, 20, 23)] int columns)
    {
        const int Classes = 300;
        using Workbench bench = NewBench(columns);
        int[] classes = bench.Integers(columns, Classes);
        bool Ignored(int column) => column % 3 == 0;
        Ids targets = bench.Ids([.. classes.Select((target, j) => Ignored(j) ? -1 : target)]);
        Operand logits = bench.Input("logits", Classes, columns, Layout.Piece);
        Operand logSumExp = bench.Output("logSumExp", 1, columns, Layout.Piece);
        Operand losses = bench.Output("losses", 1, columns, Layout.Piece);
        Operand gradient = bench.Output("dLogits", Classes, columns, Layout.Piece);
        bench.Run(
            "ignored",
            (on, side) =>
            {
                on.Loss.SoftmaxCrossEntropyForward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), losses.Vector(side));
                on.Loss.SoftmaxCrossEntropyBackward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), 1, gradient.Matrix(side));
            });
        double[] sums = logSumExp.Expected();
        Compare.AssertWithin("logSumExp", logSumExp.Tested(), sums, at => LogSumExpBound(Classes, sums[at]));
        float[] tested = losses.Tested();
        float[] testedGradient = gradient.Tested();
        Assert.Multiple(() =>
        {
            for (int j = 0; j < columns; j++)
            {
                Assert.That(tested[j] == 0, Is.EqualTo(Ignored(j)), $"loss {j}");
                Assert.That(
                    Enumerable.Range(0, Classes).All(row => testedGradient[(row * columns) + j] == 0),
                    Is.EqualTo(Ignored(j)),
                    $"gradient {j}");
            }
        });
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void A_poisoned_logit_poisons_its_column_and_no_other(float poison)
    {
        const int Columns = 23;
        using Workbench bench = NewBench(Columns);
        float[] scores = bench.Numbers(9 * Columns);
        scores[(4 * Columns) + 11] = poison;
        Ids targets = bench.Ids([.. Enumerable.Repeat(2, Columns)]);
        Operand logits = bench.Input("logits", 9, Columns, Layout.Piece, scores);
        Operand logSumExp = bench.Output("logSumExp", 1, Columns, Layout.Piece);
        Operand losses = bench.Output("losses", 1, Columns, Layout.Piece);
        Operand gradient = bench.Output("dLogits", 9, Columns, Layout.Piece);
        bench.Run(
            "poison",
            (on, side) =>
            {
                on.Loss.SoftmaxCrossEntropyForward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), losses.Vector(side));
                on.Loss.SoftmaxCrossEntropyBackward(
                    logits.Matrix(side), targets.Vector(side), logSumExp.Vector(side), 1, gradient.Matrix(side));
            });
        float[] tested = losses.Tested();
        float[] testedGradient = gradient.Tested();
        Assert.Multiple(() =>
        {
            for (int j = 0; j < Columns; j++)
            {
                Assert.That(float.IsFinite(tested[j]), Is.EqualTo(j != 11), $"loss {j}");
                Assert.That(float.IsFinite(testedGradient[(4 * Columns) + j]), Is.EqualTo(j != 11), $"gradient {j}");
            }
        });
    }

    /// <summary>
    /// max + log(sum of exp(x - max)): each term has the error of its rounded exponent (|d|*exp(-|d|) is below 1/2) and
    /// of exp, the sum of V terms at most V roundings; log turns the relative error into an absolute one and adds its
    /// own; then the last addition and the store round.
    /// </summary>
    private static double LogSumExpBound(int classes, double value) =>
        (1.01 * ((0.5 * classes) + classes) * ErrorBound.Unit) + (ErrorBound.Elementary * (1 + Math.Log(classes)))
        + (2 * ErrorBound.Unit * Math.Abs(value));

    private static float[] LogSumExp(float[] scores, int classes, int columns)
    {
        var result = new float[columns];
        for (int j = 0; j < columns; j++)
        {
            double[] column = [.. Enumerable.Range(0, classes).Select(row => (double)scores[(row * columns) + j])];
            double max = column.Max();
            result[j] = (float)(max + Math.Log(column.Sum(score => Math.Exp(score - max))));
        }

        return result;
    }
}
