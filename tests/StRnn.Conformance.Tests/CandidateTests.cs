using StRnn.Backends.Kernels;
using StRnn.Conformance.Tests.Support;

namespace StRnn.Conformance.Tests;

/// <summary>
/// The candidates' activations at published and derived points, through an RHN cell whose transform gate is open.
/// </summary>
public sealed class CandidateTests(string backend) : BackendFixture(backend)
{
    // logistic(40) is 1 in single precision.
    private const float Open = 40;

    [Test]
    public void Spocu_has_its_check_values()
    {
        (double[] values, double[] slopes) = Evaluate(CandidateActivation.Spocu, [-4, -1, 0, 0.5f, 1, 2, 3, -2.96f]);

        AssertNear(values, [-1.583829, -1.072430, 0, 0.677581, 1.261978, 1.119518, -2.572801, -1.583829]);
        Assert.That(slopes[0], Is.Zero, "the floor");
        Assert.That(slopes[2], Is.EqualTo(1.327040).Within(2e-6));
        Assert.That(values[2], Is.Zero);
    }

    /// <summary>It is the same up to u = 1, that is x = 1.485064, and flat beyond at 3.0937*(1 - r(0.6653)).</summary>
    [Test]
    public void Bounded_spocu_stays_at_its_height()
    {
        (double[] values, double[] slopes) = Evaluate(
            CandidateActivation.BoundedSpocu, [-4, -1, 0, 0.5f, 1, 1.5f, 3, 1e6f]);

        AssertNear(values, [-1.583829, -1.072430, 0, 0.677581, 1.261978, 1.509871, 1.509871, 1.509871]);
        Assert.That(slopes[5..], Is.All.Zero);
        Assert.That(slopes[2], Is.EqualTo(1.327040).Within(2e-6));
    }

    [Test]
    public void Selu_has_its_published_constants()
    {
        (double[] values, double[] slopes) = Evaluate(CandidateActivation.Selu, [-200, -1, -1e-4f, 0, 1, 5]);

        AssertNear(values, [-1.7580993, -1.1113307, -1.7580114e-4, 0, 1.0507010, 5.2535049]);
        AssertNear(slopes, [0, 0.6467686, 1.7579235, 1.7580993, 1.0507010, 1.0507010]);
        Assert.That(values[2], Is.EqualTo(-1.7580114e-4).Within(1e-10), "no cancellation near 0");
    }

    /// <summary>Normal numbers keep mean 0 and second moment 1 in SELU; SPOCU's are derived.</summary>
    [TestCase(CandidateActivation.Selu, 0, 1)]
    [TestCase(CandidateActivation.Spocu, 0.0043, 0.908)]
    public void Normal_numbers_keep_their_moments(CandidateActivation candidate, double mean, double secondMoment)
    {
        const double Step = 1.0 / 128;
        float[] x = [.. Enumerable.Range(-1024, 2049).Select(k => (float)(k * Step))];
        double[] weights = [.. x.Select(value => Math.Exp(-0.5 * value * value) * Step / Math.Sqrt(2 * Math.PI))];
        double[] values = Evaluate(candidate, x).Values;

        Assert.That(values.Zip(weights, (value, weight) => value * weight).Sum(), Is.EqualTo(mean).Within(1e-4));
        Assert.That(
            values.Zip(weights, (value, weight) => value * value * weight).Sum(),
            Is.EqualTo(secondMoment).Within(5e-4));
    }

    private static void AssertNear(double[] actual, double[] expected)
    {
        for (int at = 0; at < expected.Length; at++)
        {
            Assert.That(
                actual[at], Is.EqualTo(expected[at]).Within(2e-6 * Math.Max(1, Math.Abs(expected[at]))), $"point {at}");
        }
    }

    private (double[] Values, double[] Slopes) Evaluate(CandidateActivation candidate, float[] x)
    {
        using Workbench bench = NewBench(1);
        int count = x.Length;
        var activations = new CellActivations(Candidate: candidate);
        Operand gates = bench.Output("gates", 2, count, Layout.Piece, [.. x, .. Enumerable.Repeat(Open, count)]);
        Operand previous = bench.Input("sPrevious", 1, count, Layout.Piece, new float[count]);
        Operand s = bench.Output("s", 1, count, Layout.Piece);
        Operand ds = bench.Output("ds", 1, count, Layout.Piece, [.. Enumerable.Repeat(1f, count)]);
        Operand dGates = bench.Output("dGates", 2, count, Layout.Piece);
        bench.RunTested(
            "RHN cell",
            on =>
            {
                on.Recurrent.RhnCellForward(
                    gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), s.Matrix(Side.Tested), activations);
                on.Recurrent.RhnCellBackward(
                    gates.Matrix(Side.Tested), previous.Matrix(Side.Tested), ds.Matrix(Side.Tested),
                    dGates.Matrix(Side.Tested), activations);
            });
        return (Widen(s.Tested()), Widen(dGates.Tested()[..count]));

        static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);
    }
}
