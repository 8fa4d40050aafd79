using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;

namespace StRnn.Tests.Sparsity;

public sealed class InitializerTests
{
    private static readonly MatrixShape[] LstmShapes =
    [
        new(10_000, 1500), new(6000, 1500), new(6000, 1500), new(6000, 1500), new(6000, 1500), new(10_000, 1500),
    ];

    private static readonly MatrixShape[] RhnShapes =
        [new(10_000, 830), .. Enumerable.Repeat(new MatrixShape(1660, 830), 11)];

    /// <summary>The values of the published models, derived from density * sum(n*m) / sum(n+m).</summary>
    [TestCase(true, 0.33, 410.943, 0.31506, 0.34245)]
    [TestCase(true, 0.20, 249.057, 0.19094, 0.20755)]
    [TestCase(false, 0.472, 289.669, 0.37797, 0.52350)]
    public void Erdos_Renyi_from_density(
        bool lstm, double density, double epsilon, double embeddingDensity, double recurrentDensity)
    {
        var shapes = lstm ? LstmShapes : RhnShapes;
        var initializer = ErdosRenyiInitializer.FromDensity(density);
        var nnz = initializer.AllocateNnz(shapes);
        Assert.Multiple(() =>
        {
            Assert.That(initializer.EpsilonFor(shapes), Is.EqualTo(epsilon).Within(0.0005));
            Assert.That(nnz[0] / (double)shapes[0].Size, Is.EqualTo(embeddingDensity).Within(0.000005));
            Assert.That(nnz[1] / (double)shapes[1].Size, Is.EqualTo(recurrentDensity).Within(0.000005));
            Assert.That(
                nnz.Sum(count => (long)count),
                Is.EqualTo(density * shapes.Sum(shape => shape.Size)).Within(shapes.Length));
        });
    }

    /// <summary>The paper's classifier: 48,704 connections at epsilon 2 and 243,520 at epsilon 10.</summary>
    [TestCase(2, 48_704)]
    [TestCase(10, 243_520)]
    public void Erdos_Renyi_from_epsilon(double epsilon, int expected)
    {
        MatrixShape[] shapes = [new(20_000, 256), .. Enumerable.Repeat(new MatrixShape(256, 256), 8)];
        Assert.That(ErdosRenyiInitializer.FromEpsilon(epsilon).AllocateNnz(shapes).Sum(), Is.EqualTo(expected));
    }

    [Test]
    public void A_tensor_that_would_overflow_becomes_dense_and_the_others_are_solved_again()
    {
        MatrixShape[] shapes = [new(1000, 1000), new(10, 10)];
        var nnz = ErdosRenyiInitializer.FromDensity(0.5).AllocateNnz(shapes);
        Assert.That(nnz, Is.EqualTo(new[] { 499_950, 100 }));
    }

    [Test]
    public void Uniform_is_exact()
        => Assert.That(
            new UniformInitializer(0.2).AllocateNnz(LstmShapes).Sum(count => (long)count), Is.EqualTo(13_200_000));

    [TestCase(0)]
    [TestCase(1.5)]
    [TestCase(double.NaN)]
    public void A_density_out_of_range_is_refused(double density)
        => Assert.Multiple(() =>
        {
            Assert.That(() => new UniformInitializer(density), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(
                () => ErdosRenyiInitializer.FromDensity(density), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });

    [TestCase(7, 5, 0)]
    [TestCase(7, 5, 3)]
    [TestCase(7, 5, 18)]
    [TestCase(7, 5, 35)]
    public void A_drawn_pattern_has_exactly_the_wanted_connections(int rows, int columns, int nnz)
    {
        var pattern = RandomPattern.Draw(new MatrixShape(rows, columns), nnz, new RandomSequence(1, 2, 3));
        Assert.That(pattern.Nnz, Is.EqualTo(nnz));
    }

    /// <summary>
    /// Each of 10 positions is drawn in 4/10 of the cases, even if the complement is drawn (7 of 10).
    /// </summary>
    [TestCase(4)]
    [TestCase(7)]
    public void Subsets_are_uniform(int count)
    {
        const int Draws = 5000;
        const int Population = 10;
        var hits = new int[Population];
        for (uint draw = 0; draw < Draws; draw++)
        {
            var random = new RandomSequence(5, 1, draw);
            foreach (long position in DistinctSample.Draw(Population, count, ref random))
            {
                hits[position]++;
            }
        }

        double expected = Draws * count / (double)Population;
        double variance = expected * (1 - (count / (double)Population));

        // Sum of squared standardised counts; drawing without replacement leaves 9 degrees of freedom of the 10: 99.9 %
        // quantile 27.9.
        double statistic = hits.Sum(hit => Math.Pow(hit - expected, 2) / variance) * (Population - 1) / Population;
        Assert.That(statistic, Is.LessThan(27.9));
    }
}
