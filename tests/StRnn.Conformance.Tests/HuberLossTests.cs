using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

public sealed class HuberLossTests(string backend) : BackendFixture(backend)
{
    private const float Scale = 2f / 3;

    private static readonly (int Outputs, int Columns)[] Shapes =
        [(1, 1), (1, 700), (3, 20), (12, 257), (67, 23), (5, 1030)];

    private static readonly float[] Deltas = [1e-3f, 0.5f, float.PositiveInfinity];

    [Test]
    public void Forward_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int Outputs, int Columns) shape,
        [ValueSource(nameof(Deltas))] float delta,
        [Values] bool weighted)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.Columns);
            float[] values = bench.Numbers(shape.Outputs * shape.Columns, 2);
            float[] wanted = bench.Numbers(shape.Outputs * shape.Columns, 2);
            float[] factors = Factors(shape.Columns);
            Operand outputs = bench.Input("outputs", shape.Outputs, shape.Columns, layout, values);
            Operand targets = bench.Input("targets", shape.Outputs, shape.Columns, layout, wanted);
            Operand weights = bench.Input("weights", 1, shape.Columns, layout, factors);
            Operand losses = bench.Output("losses", 1, shape.Columns, layout);
            bench.Run(
                $"forward {layout}",
                (on, side) => on.Loss.HuberForward(
                    outputs.Matrix(side),
                    targets.Matrix(side),
                    weighted ? weights.Vector(side) : null,
                    delta,
                    Scale,
                    losses.Vector(side)));
            Compare.AssertWithin(
                $"losses {layout}", losses.Tested(), losses.Expected(),
                at =>
                {
                    // Errors e = y - t have the rounding u * |e|; with it c * (|e| - c / 2) has at most 5 roundings of
                    // c * |e|. A factor and the store add three.
                    double magnitude = 0;
                    for (int row = 0; row < shape.Outputs; row++)
                    {
                        int index = (row * shape.Columns) + at;
                        double size = Math.Abs(values[index] - (double)wanted[index]);
                        magnitude += Math.Min(size, delta) * size;
                    }

                    double factor = Scale * (weighted ? Math.Abs(factors[at]) : 1);
                    return factor * ErrorBound.OfSum(shape.Outputs + 8, magnitude);
                });
        }
    }

    [Test]
    public void Backward_agrees_with_the_oracle(
        [ValueSource(nameof(Shapes))] (int Outputs, int Columns) shape,
        [ValueSource(nameof(Deltas))] float delta,
        [Values] bool weighted,
        [Values] bool inPlace)
    {
        foreach (Layout layout in Layout.All)
        {
            using Workbench bench = NewBench(shape.Columns);
            float[] values = bench.Numbers(shape.Outputs * shape.Columns, 2);
            Operand outputs = bench.Input("outputs", shape.Outputs, shape.Columns, layout, values);
            Operand targets = bench.Input("targets", shape.Outputs, shape.Columns, layout);
            Operand weights = bench.Input("weights", 1, shape.Columns, layout, Factors(shape.Columns));
            Operand gradient = bench.Output("dOutputs", shape.Outputs, shape.Columns, layout, inPlace ? values : null);
            Operand source = inPlace ? gradient : outputs;
            bench.Run(
                $"backward {layout}",
                (on, side) => on.Loss.HuberBackward(
                    source.Matrix(side),
                    targets.Matrix(side),
                    weighted ? weights.Vector(side) : null,
                    delta,
                    Scale,
                    gradient.Matrix(side)));
            double[] expected = gradient.Expected();
            Compare.AssertWithin(
                $"dOutputs {layout}", gradient.Tested(), expected,
                at => (4 * ErrorBound.Unit * Math.Abs(expected[at])) + ErrorBound.SmallestNormal);
        }
    }

    [Test]
    public void A_poisoned_output_poisons_its_column_and_no_other()
    {
        const int Columns = 23;
        using Workbench bench = NewBench(Columns);
        float[] values = bench.Numbers(9 * Columns);
        values[(4 * Columns) + 11] = float.NaN;
        Operand outputs = bench.Input("outputs", 9, Columns, Layout.Piece, values);
        Operand targets = bench.Input("targets", 9, Columns, Layout.Piece);
        Operand losses = bench.Output("losses", 1, Columns, Layout.Piece);
        Operand gradient = bench.Output("dOutputs", 9, Columns, Layout.Piece);
        bench.Run(
            "poison",
            (on, side) =>
            {
                on.Loss.HuberForward(outputs.Matrix(side), targets.Matrix(side), null, 0.5f, 1, losses.Vector(side));
                on.Loss.HuberBackward(outputs.Matrix(side), targets.Matrix(side), null, 0.5f, 1, gradient.Matrix(side));
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

    /// <summary>Weights with zeros: a column that does not count.</summary>
    private static float[] Factors(int columns)
        => [.. Enumerable.Range(0, columns).Select(column => column % 3 == 0 ? 0 : 0.1f * (column % 7))];
}
