using StRnn.Experiments.Runs;

namespace StRnn.Experiments.Tests;

/// <summary>The statistics behind every verdict, against tables and worked examples.</summary>
public sealed class SeedStatisticsTests
{
    /// <summary>Two-sided 5 % points of the tables of Student's t.</summary>
    [TestCase(1, 12.7062)]
    [TestCase(2, 4.3027)]
    [TestCase(3, 3.1824)]
    [TestCase(10, 2.2281)]
    [TestCase(24, 2.0639)]
    [TestCase(30, 2.0423)]
    [TestCase(120, 1.9799)]
    public void Quantiles_are_those_of_the_tables(int degrees, double expected) => Assert.Multiple(() =>
    {
        Assert.That(StudentT.Quantile(degrees), Is.EqualTo(expected).Within(5e-5));
        Assert.That(StudentT.TwoSidedP(StudentT.Quantile(degrees), degrees), Is.EqualTo(0.05).Within(1e-12));
    });

    // For one and two degrees of freedom there are closed forms; the others are 1 % and 0.1 % points of the tables.
    [TestCase(1.0, 1, 0.5)]
    [TestCase(-1.0, 1, 0.5)]
    [TestCase(1.0, 2, 0.4226497)]
    [TestCase(3.1693, 10, 0.01)]
    [TestCase(2.7969, 24, 0.01)]
    [TestCase(3.8495, 20, 0.001)]
    [TestCase(0.0, 7, 1.0)]
    [TestCase(double.PositiveInfinity, 4, 0.0)]
    public void Probabilities_are_those_of_the_tables(double t, int degrees, double expected)
        => Assert.That(StudentT.TwoSidedP(t, degrees), Is.EqualTo(expected).Within(1e-6));

    /// <summary>(2 + 8) / (1 + 2); the row of one seed adds nothing to the variance, but has a mean.</summary>
    [Test]
    public void The_variance_is_pooled_over_rows()
    {
        double[][] rows = [[1, 3], [2, 4, 6], [5]];
        var pooled = PooledVariance.Of(rows)!;
        var pair = pooled.Compare([rows[0]], [rows[1]]);
        var groups = pooled.Compare([rows[0], rows[1]], [rows[2]]);
        Assert.Multiple(() =>
        {
            Assert.That(pooled.DegreesOfFreedom, Is.EqualTo(3));
            Assert.That(pooled.Variance, Is.EqualTo(10 / 3.0).Within(1e-12));
            Assert.That(pair.Value, Is.EqualTo(-2));
            Assert.That(pair.StandardError, Is.EqualTo(5 / 3.0).Within(1e-12), "sqrt(10/3 (1/2 + 1/3))");
            Assert.That(pair.HalfInterval, Is.EqualTo(3.1824 * 5 / 3).Within(1e-3));
            Assert.That(pair.P, Is.EqualTo(StudentT.TwoSidedP(1.2, 3)).Within(1e-12));
            Assert.That(groups.Value, Is.EqualTo(-2));
            Assert.That(groups.StandardError, Is.EqualTo(Math.Sqrt(10 / 3.0 * 29 / 24)).Within(1e-12));
        });
    }

    [Test]
    public void Without_two_seeds_there_is_no_variance()
        => Assert.That(PooledVariance.Of([[1], [2], []]), Is.Null);

    /// <summary>The mean of an equal row is no difference even where the seeds agree to the last digit.</summary>
    [Test]
    public void Equal_figures_do_not_differ()
    {
        var pooled = PooledVariance.Of([[61.6, 61.6], [61.6, 61.6]])!;
        Assert.That(pooled.Compare([[61.6, 61.6]], [[61.6, 61.6]]).P, Is.EqualTo(1));
        Assert.That(pooled.Compare([[61.6, 61.6]], [[62, 62]]).P, Is.Zero);
    }

    /// <summary>
    /// 0.005 four times, 0.01 three times, 0.03 twice, and 0.04 not below its predecessor; with two comparisons more
    /// that are still to come, each counts twice more.
    /// </summary>
    [TestCase(4, new[] { 0.03, 0.06, 0.06, 0.02 })]
    [TestCase(6, new[] { 0.05, 0.12, 0.12, 0.03 })]
    [TestCase(400, new[] { 1.0, 1, 1, 1 })]
    public void Holms_correction_is_that_of_a_worked_example(int count, double[] expected)
        => Assert.That(
            SeedStatistics.CorrectByHolm([0.01, 0.04, 0.03, 0.005], count), Is.EqualTo(expected).Within(1e-12));
}
