using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Tensors;

namespace StRnn.Tests.Optimizers;

public sealed class AdamTests
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    /// <summary>
    /// Computed by hand: with one gradient g, m/(1-β₁) = g and v/(1-β₂) = g², so the first step is η*g/(|g| + ε). A
    /// second step with -g has m = (β₁*(1-β₁) - (1-β₁))*g and v = (1-β₂²)*g².
    /// </summary>
    [Test]
    public void Two_steps_follow_the_formula()
    {
        const double Rate = 0.1;
        const double Epsilon = 1e-3;
        const double Gradient = 0.5;
        using var backend = new ReferenceBackend<double>();
        using var adam = new Adam(backend, beta1: 0.9, beta2: 0.99, epsilon: Epsilon);
        using var parameter = new Parameter("w", 1, 1, WeightUses.None, 0);
        parameter.Replace(new DenseWeight(backend, 1, 1));
        parameter.AllocateStates(2);
        Step(1, Gradient);
        double first = -Rate * Gradient / (Gradient + Epsilon);
        Assert.That(parameter.Weight.ToArray()[0], Is.EqualTo(first).Within(1e-7));
        Step(2, -Gradient);
        double m = ((0.9 * 0.1) - 0.1) * Gradient / (1 - (0.9 * 0.9));
        Assert.That(parameter.Weight.ToArray()[0], Is.EqualTo(first - (Rate * m / (Gradient + Epsilon))).Within(1e-7));

        void Step(long step, double gradient)
        {
            parameter.ClearGradient();
            backend.Write<double>([gradient], parameter.GradientForWriting(out _));
            adam.Step([parameter], Rate, step);
        }
    }

    /// <summary>A dense matrix whose gradient and moments are multiplied by a mask after every step.</summary>
    [Test]
    public void Sparse_steps_are_masked_dense_steps_whose_moments_are_masked(
        [Values(double.PositiveInfinity, 0.5)] double clipNorm)
    {
        const int Rows = 6;
        const int Columns = 5;
        using var backend = new ReferenceBackend<float>();
        long[] positions = [0, 3, 7, 11, 12, 20, 29];
        using var sparse = new Parameter("w", Rows, Columns, Products, 0);
        using var dense = new Parameter("w", Rows, Columns, Products, 0);
        sparse.Replace(new SparseWeight(backend, SparsityPattern.FromPositions(Rows, Columns, positions), Products));
        dense.Replace(new DenseWeight(backend, Rows, Columns));
        sparse.AllocateStates(2);
        dense.AllocateStates(2);
        float[] initial = [.. positions.Select(position => 0.1f * (position + 1))];
        sparse.Weight.SetValues(initial);
        dense.Weight.SetValues(Spread(initial));
        using var adam = new Adam(backend, weightDecay: 1e-2, clipNorm: clipNorm);
        var random = new Random(3);
        for (int step = 1; step <= 5; step++)
        {
            float[] gradient = [.. positions.Select(_ => (float)random.NextDouble() - 0.5f)];
            Step(sparse, gradient, step);
            Step(dense, Spread(gradient), step);
            foreach (var state in dense.States.Append(dense.Weight.Values))
            {
                var all = new float[Rows * Columns];
                dense.Weight.ReadCanonical(state, all);
                dense.Weight.WriteCanonical(Spread([.. positions.Select(position => all[position])]), state);
            }
        }

        float[] expected = dense.Weight.ToArray();
        Assert.That(sparse.Weight.ToArray(), Is.EqualTo(positions.Select(position => expected[position])));

        void Step(Parameter parameter, float[] gradient, long step)
        {
            parameter.ClearGradient();
            parameter.Weight.WriteCanonical(gradient, parameter.GradientForWriting(out _));
            adam.Step([parameter], 0.05, step);
        }

        float[] Spread(float[] values)
        {
            var all = new float[Rows * Columns];
            for (int k = 0; k < positions.Length; k++)
            {
                all[positions[k]] = values[k];
            }

            return all;
        }
    }

    [TestCase(-0.1, 0.999, 1e-7)]
    [TestCase(1, 0.999, 1e-7)]
    [TestCase(0.9, 1, 1e-7)]
    [TestCase(0.9, double.NaN, 1e-7)]
    [TestCase(0.9, 0.999, 0)]
    public void Numbers_out_of_range_are_refused(double beta1, double beta2, double epsilon)
    {
        using var backend = new ReferenceBackend<float>();
        Assert.That(() => new Adam(backend, beta1, beta2, epsilon), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
