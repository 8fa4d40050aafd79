using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Layers;
using StRnn.Layers.Cells.Lstm;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Tests.Sparsity;

/// <summary>
/// The coordinate check of Yang et al. 2022 (arXiv 2203.03466, appendix D.1) over widths and densities: the sizes of a
/// layer's activations at the start, and of their changes by a few steps, are those of the base model.
/// </summary>
public sealed class SparseMaximalUpdateTests
{
    private const int BaseWidth = 32;
    private const int Words = 20;
    private const int Columns = 24;

    private static readonly int[] Text = [.. Enumerable.Range(0, Columns + 1).Select(k => ((k * k) + (3 * k)) % Words)];

    [Test]
    public void Activations_and_their_changes_keep_their_size_over_widths_and_densities([Values] bool adam)
    {
        var expected = Measure(BaseWidth, density: 1, adam, isScaled: true);
        foreach (var (width, density) in new[] { (128, 1.0), (128, 0.1), (32, 0.25), (64, 0.25) })
        {
            var found = Measure(width, density, adam, isScaled: true);
            Assert.Multiple(() =>
            {
                Assert.That(found.Hidden / expected.Hidden, Is.InRange(0.5, 2), $"h, {width} at {density}");
                Assert.That(
                    found.HiddenChange / expected.HiddenChange,
                    Is.InRange(0.4, 2.5),
                    $"change of h, {width} {density}");
                Assert.That(
                    found.LogitChange / expected.LogitChange, Is.InRange(0.4, 2.5), $"change of y, {width} {density}");
            });
        }
    }

    /// <summary>What the parameterization is for: without it the same model is another one at each density.</summary>
    [Test]
    public void Standard_ranges_and_rates_do_not_keep_them([Values] bool adam)
    {
        var dense = Measure(128, density: 1, adam, isScaled: false);
        var sparse = Measure(128, density: 0.1, adam, isScaled: false);
        Assert.Multiple(() =>
        {
            Assert.That(dense.Hidden / sparse.Hidden, Is.GreaterThan(3), "h");
            Assert.That(dense.LogitChange / sparse.LogitChange, Is.GreaterThan(4), "change of y");
        });
    }

    [Test]
    public void The_factors_follow_the_table()
    {
        var rule = new SparseMaximalUpdate(width: 4, baseDensity: 0.5);
        var hidden = Spec(ParameterRole.Hidden, WeightUses.Product);
        var embedding = Spec(ParameterRole.Embedding, WeightUses.RowGather);
        var output = Spec(ParameterRole.Output, WeightUses.Product);
        var bias = Spec(ParameterRole.Hidden, WeightUses.None);
        const double Density = 0.125;
        const double D = 0.25;
        Assert.Multiple(() =>
        {
            Assert.That(rule.ScaleOf(hidden, Density, true), Is.EqualTo(new ParameterScale(1, 1 / (4 * D))));
            Assert.That(rule.ScaleOf(hidden, Density, false), Is.EqualTo(new ParameterScale(1, 1 / D)));
            Assert.That(rule.ScaleOf(embedding, Density, true), Is.EqualTo(new ParameterScale(2, 1 / D)));
            Assert.That(rule.ScaleOf(embedding, Density, false), Is.EqualTo(new ParameterScale(2, 4 / D)));
            Assert.That(rule.ScaleOf(output, Density, true), Is.EqualTo(new ParameterScale(0.5, 1 / (4 * D))));
            Assert.That(rule.ScaleOf(output, Density, false), Is.EqualTo(new ParameterScale(0.5, 1 / (4 * D))));
            Assert.That(rule.ScaleOf(bias, 1, true), Is.EqualTo(ParameterScale.Standard));
            Assert.That(rule.ScaleOf(bias, 1, false), Is.EqualTo(new ParameterScale(1, 4)));
            Assert.That(
                () => rule.ScaleOf(Spec(ParameterRole.TiedEmbedding, WeightUses.RowGather), 1, true),
                Throws.InstanceOf<NotSupportedException>());
        });
    }

    [TestCase(0, 1)]
    [TestCase(double.PositiveInfinity, 1)]
    [TestCase(1, 0)]
    [TestCase(1, 1.5)]
    [TestCase(double.NaN, 1)]
    public void Numbers_out_of_range_are_refused(double width, double baseDensity)
        => Assert.That(
            () => new SparseMaximalUpdate(width, baseDensity), Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>The decay per step is η*λ*w for every factor of the rate; only the gradient's part is scaled.</summary>
    [Test]
    public void A_factor_of_the_rate_leaves_the_decay_of_sgd()
    {
        const double Rate = 0.5;
        const double Decay = 0.25;
        using var backend = new ReferenceBackend<double>();
        using var sgd = new SgdMomentum(backend, weightDecay: Decay);
        using var parameter = new Parameter("w", 1, 1, WeightUses.None, 0) { Scale = new ParameterScale(1, 8) };
        parameter.Replace(new DenseWeight(backend, 1, 1));
        parameter.Weight.SetValues([2]);
        parameter.ClearGradient();
        backend.Write<double>([0.125], parameter.GradientForWriting(out _));
        sgd.Step([parameter], Rate, 1);
        Assert.That(
            parameter.Weight.ToArray()[0], Is.EqualTo(2 - (Rate * Decay * 2) - (8 * Rate * 0.125)).Within(1e-6));
    }

    private static ParameterSpec Spec(ParameterRole role, WeightUses uses) => new("w", 4, 4, uses, 0.1) { Role = role };

    private static Sizes Measure(int width, double density, bool adam, bool isScaled)
    {
        using var backend = new ReferenceBackend<double>();
        using var tape = new Tape(backend);
        var embedding = new Embedding("embedding", Words, width, 0.5);
        double range = Math.Sqrt(3.0 / BaseWidth);
        var lstm = new LstmCell().NewLayer(
            "l0", width, width, new RecurrentLayerOptions { InputRange = range, HiddenRange = range });
        var output = new Linear("decoder", width, Words, 0.3);
        Parameter[] parameters = [.. embedding.Parameters, .. lstm.Parameters, .. output.Parameters];
        using IOptimizer optimizer = adam ? new Adam(backend) : new SgdMomentum(backend);
        var initializer = density < 1 ? new UniformInitializer(density) : null;
        if (isScaled)
        {
            new SparseMaximalUpdate((double)width / BaseWidth).Apply(
                parameters, initializer, optimizer.NormalizesGradient);
        }

        ModelInitializer.Initialize(backend, parameters, initializer, seed: 5);
        Array.ForEach(parameters, parameter => parameter.AllocateStates(optimizer.StateNames.Count));
        var (hidden, logits) = Forward();
        for (int step = 1; step <= 3; step++)
        {
            Array.ForEach(parameters, parameter => parameter.ClearGradient());
            Forward();
            tape.Backward();
            optimizer.Step(parameters, adam ? 0.003 : 0.5, step);
        }

        var (laterHidden, laterLogits) = Forward();
        Array.ForEach(parameters, parameter => parameter.Dispose());
        return new Sizes(Rms(hidden), Rms(Difference(laterHidden, hidden)), Rms(Difference(laterLogits, logits)));

        (double[] Hidden, double[] Logits) Forward()
        {
            tape.Begin(new StepContext(IsTraining: true, Seed: 1, Step: 0));
            using var h = new Tensor(backend, width, 1);
            using var c = new Tensor(backend, width, 1);
            using var loss = new Tensor(backend, 1, 1);
            var x = embedding.Forward(tape, tape.Integers(Text.AsSpan(0, Columns)));
            var states = lstm.Forward(tape, x, [h.View, c.View]);
            var y = output.Forward(tape, states);
            var read = (Read(states), Read(y));
            SoftmaxCrossEntropyOperation.Apply(tape, y, tape.Integers(Text.AsSpan(1, Columns)), loss.Values);
            return read;
        }

        double[] Read(Variable variable)
        {
            var copy = tape.Rent(variable.Value.Rows, variable.Value.Columns);
            backend.Dense.Copy(variable.Value, copy);
            var values = new double[copy.AsVector().Length];
            backend.Read<double>(copy.AsVector(), values);
            return values;
        }
    }

    private static double Rms(double[] values) => Math.Sqrt(values.Sum(value => value * value) / values.Length);

    private static double[] Difference(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private sealed record Sizes(double Hidden, double HiddenChange, double LogitChange);
}
