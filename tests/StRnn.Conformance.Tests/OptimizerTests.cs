using StRnn.Backends.Kernels;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class OptimizerTests(string backend) : BackendFixture(backend)
{
    private static readonly SgdMomentumOptions[] Settings =
    [
        new(0.1f, 0, 0, float.PositiveInfinity),
        new(1.7f, 0, 1e-4f, 0.25f),
        new(0.05f, 0.9f, 0, 5f),
        new(40f, 0.9f, 1.2e-6f, float.PositiveInfinity),
        new(0.05f, 0.9f, 1e-3f, 1e9f),
    ];

    [Test]
    public void SgdMomentumStep_agrees_with_the_oracle(
        [Values(0, 1, 7, 20, 23, 64, 65, 700, 40001)] int count,
        [ValueSource(nameof(Settings))] SgdMomentumOptions options)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(count);
            Operand gradient = bench.Input("gradient", 1, count, layout);
            Operand norm = bench.Input("norm", 1, 1, layout, [3.7f]);
            Operand weights = bench.Output("weights", 1, count, layout);
            Operand velocity = bench.Output("velocity", 1, count, layout);
            double[] w = weights.Expected();
            double[] v = velocity.Expected();
            double[] g = gradient.Expected();
            bench.Run(
                $"SgdMomentumStep {layout}",
                (on, side) => on.Optimizer.SgdMomentumStep(
                    weights.Vector(side),
                    gradient.Vector(side),
                    options.Momentum == 0 ? null : velocity.Vector(side),
                    norm.Vector(side),
                    options));

            // s has the roundings of a root, a quotient and the options; g' and v add three products, each rounded
            // twice.
            double clip = Math.Min(1, options.ClipNorm / Math.Sqrt(3.7f));
            double StepBound(int at) => ErrorBound.OfSum(
                8,
                (clip * Math.Abs(g[at])) + (options.WeightDecay * Math.Abs(w[at]))
                    + (options.Momentum * Math.Abs(v[at])));
            double[] expectedVelocity = velocity.Expected();
            Compare.AssertWithin($"velocity {layout}", velocity.Tested(), expectedVelocity, StepBound);
            double[] expectedWeights = weights.Expected();
            Compare.AssertWithin(
                $"weights {layout}", weights.Tested(), expectedWeights,
                at =>
                {
                    double step = Math.Abs(w[at] - expectedWeights[at]);
                    return (options.LearningRate * StepBound(at))
                        + (2 * ErrorBound.Unit * (Math.Abs(w[at]) + step)) + ErrorBound.Tiny;
                });
        }
    }

    [Test]
    [Pairwise]
    public void AdamStep_agrees_with_the_oracle(
        [Values(0, 1, 7, 23, 64, 700, 40001)] int count,
        [Values(1, 2, 1000)] int step,
        [Values(0, 1e-2f)] float weightDecay,
        [Values(0.25f, float.PositiveInfinity)] float clipNorm)
    {
        var options = new AdamOptions(0.05f, 0.9f, 0.999f, 1e-4f, weightDecay, clipNorm, step);
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(count);
            Operand gradient = bench.Input("gradient", 1, count, layout);
            Operand norm = bench.Input("norm", 1, 1, layout, [3.7f]);
            Operand weights = bench.Output("weights", 1, count, layout);
            Operand first = bench.Output("first moment", 1, count, layout);
            Operand second = bench.Output(
                "second moment", 1, count, layout, [.. bench.Numbers(count).Select(Math.Abs)]);
            double[] w = weights.Expected();
            double[] m = first.Expected();
            double[] g = gradient.Expected();
            bench.Run(
                $"AdamStep {layout}",
                (on, side) => on.Optimizer.AdamStep(
                    weights.Vector(side), gradient.Vector(side), first.Vector(side), second.Vector(side),
                    norm.Vector(side), options));

            double[] moments = first.Expected();
            double[] squares = second.Expected();

            // Rounded: the scale of the clip (a root, a quotient), g' (two products and a sum), each moment (two
            // products, one of a square).
            double clip = Math.Min(1, clipNorm / Math.Sqrt(3.7f));
            double Size(int at) => (clip * Math.Abs(g[at])) + (weightDecay * Math.Abs(w[at]));
            double FirstBound(int at) => ErrorBound.OfSum(10, (0.9 * Math.Abs(m[at])) + (0.1 * Size(at)));
            double SecondBound(int at) => ErrorBound.OfSum(20, squares[at] + (0.001 * Size(at) * Size(at)));
            Compare.AssertWithin($"first {layout}", first.Tested(), moments, FirstBound);
            Compare.AssertWithin($"second {layout}", second.Tested(), squares, SecondBound);
            double[] expected = weights.Expected();
            Compare.AssertWithin(
                $"weights {layout}", weights.Tested(), expected,
                at =>
                {
                    double root = Math.Sqrt(squares[at] * options.SecondCorrection);
                    double factor = options.LearningRate * options.FirstCorrection / (root + options.Epsilon);
                    double ofRoot = Math.Min(
                        root, SecondBound(at) * options.SecondCorrection / Math.Max(root, ErrorBound.SmallestNormal));
                    return (factor * FirstBound(at))
                        + (Math.Abs(factor * moments[at])
                            * ((ofRoot / (root + options.Epsilon)) + ErrorBound.OfSum(8, 1)))
                        + (2 * ErrorBound.Unit * (Math.Abs(w[at]) + Math.Abs(expected[at]))) + ErrorBound.Tiny;
                });
        }
    }

    [Test]
    public void AverageStep_agrees_with_the_oracle(
        [Values(0, 1, 7, 23, 64, 65, 700, 40001)] int count, [Values] bool hasAges)
    {
        const float Share = 0.125f;
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(count);
            Operand weights = bench.Input("weights", 1, count, layout);
            Operand average = bench.Output("average", 1, count, layout);
            Operand ages = bench.Output(
                "ages", 1, count, layout, [.. Enumerable.Range(0, count).Select(k => (float)(k % 5 * k))]);
            double[] w = weights.Expected();
            double[] a = average.Expected();
            bench.Run(
                $"AverageStep {layout}",
                (on, side) => on.Optimizer.AverageStep(
                    weights.Vector(side), average.Vector(side), hasAges ? ages.Vector(side) : null, Share));
            Compare.AssertWithin($"ages {layout}", ages.Tested(), ages.Expected(), _ => 0);

            // A quotient, a difference, two products and their sum are rounded.
            Compare.AssertWithin(
                $"average {layout}", average.Tested(), average.Expected(),
                at => ErrorBound.OfSum(5, Math.Abs(w[at]) + Math.Abs(a[at])));
        }
    }

    [Test]
    public void A_young_average_is_the_weight_to_the_last_bit([Values(0f, 1f)] float age)
    {
        using Workbench bench = NewBench(1);
        Operand weights = bench.Input("weights", 1, 65, Layout.Piece);
        Operand average = bench.Output("average", 1, 65, Layout.Piece);
        Operand ages = bench.Output("ages", 1, 65, Layout.Piece, [.. Enumerable.Repeat(age, 65)]);
        bench.Run(
            "young",
            (on, side) => on.Optimizer.AverageStep(
                weights.Vector(side), average.Vector(side), ages.Vector(side), 0.5f));
        Compare.AssertSameBits("average", average.Tested(), weights.Tested());
    }

    [Test]
    public void A_zero_gradient_norm_does_not_divide_by_zero()
    {
        using Workbench bench = NewBench(1);
        Operand gradient = bench.Input("gradient", 1, 23, Layout.Piece, new float[23]);
        Operand norm = bench.Input("norm", 1, 1, Layout.Piece, [0f]);
        Operand weights = bench.Output("weights", 1, 23, Layout.Piece);
        float[] before = weights.Tested();
        bench.Run(
            "zero norm",
            (on, side) => on.Optimizer.SgdMomentumStep(
                weights.Vector(side), gradient.Vector(side), null, norm.Vector(side),
                new SgdMomentumOptions(1, 0, 0, 5)));
        Compare.AssertSameBits("weights", weights.Tested(), before);
    }

    [Test]
    public void A_poisoned_gradient_poisons_its_weight_and_no_other([Values(0f, 0.9f)] float momentum)
    {
        using Workbench bench = NewBench(1);
        float[] gradients = bench.Numbers(65);
        gradients[41] = float.NaN;
        Operand gradient = bench.Input("gradient", 1, 65, Layout.Piece, gradients);
        Operand norm = bench.Input("norm", 1, 1, Layout.Piece, [2f]);
        Operand weights = bench.Output("weights", 1, 65, Layout.Piece);
        Operand velocity = bench.Output("velocity", 1, 65, Layout.Piece);
        bench.Run(
            "poison",
            (on, side) => on.Optimizer.SgdMomentumStep(
                weights.Vector(side), gradient.Vector(side), momentum == 0
                    ? null
                    : velocity.Vector(side), norm.Vector(side),
                new SgdMomentumOptions(0.1f, momentum, 0, 1)));
        Assert.That(weights.Tested().Select(float.IsNaN), Is.EqualTo(gradients.Select(float.IsNaN)));
    }
}
