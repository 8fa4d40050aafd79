using StRnn.Experiments.Benchmarks;

namespace StRnn.Experiments.Tests;

public sealed class BreakEvenTests
{
    private const double DenseMs = 100;

    /// <summary>A step of fixed plus 200 ms times the density meets 100 ms at a known density.</summary>
    [TestCase(0.2, 0, 0.5, new[] { 0.2, 0.4, 0.6 })]
    [TestCase(0.2, -90, 0.95, new[] { 0.2, 0.4, 0.6, 0.8, 1.0 })]
    [TestCase(
        0.2, 70, 0.15, new[] { 0.15, 0.1, 0.2 }, Description = "0.15 is no faster than dense, so 0.1 brackets it")]
    [TestCase(0.8, 10, 0.45, new[] { 0.8, 0.6, 0.4 })]
    [TestCase(0.5, 0, 0.5, new[] { 0.5, 0.375 }, Description = "as slow as dense is not faster")]
    public void The_line_between_two_densities_is_followed_to_the_dense_time(
        double start, double fixedMs, double expected, double[] measured)
    {
        var found = Search(start, density => fixedMs + (200 * density));

        Assert.That(found.Finding, Is.EqualTo(BreakEven.Found));
        Assert.That(found.Density, Is.EqualTo(expected).Within(1e-9));
        Assert.That(found.Points.Select(point => point.Density), Is.EqualTo(measured.Order()).Within(1e-9));
    }

    [Test]
    public void The_two_neighbours_of_the_crossing_decide()
    {
        // 10 ms up to 0.4, then 130 ms: 90 of 120 ms on the way from 0.4 to 0.6.
        var found = Search(0.2, density => density < 0.5 ? 10 : 130);

        Assert.That(found.Density, Is.EqualTo(0.55).Within(1e-9));
    }

    [Test]
    public void Sparse_that_never_loses_has_no_break_even()
    {
        var found = Search(0.2, density => 50 * density);

        Assert.That(found.Finding, Is.EqualTo(BreakEven.NeverSlower));
        Assert.That(found.Density, Is.Null);
        Assert.That(
            found.Points.Select(point => point.Density), Is.EqualTo(new[] { 0.2, 0.4, 0.6, 0.8, 1 }).Within(1e-9));
    }

    [Test]
    public void Sparse_that_always_loses_has_no_break_even()
    {
        var found = Search(0.2, density => 101 + density);

        Assert.That(found.Finding, Is.EqualTo(BreakEven.AlwaysSlower));
        Assert.That(found.Density, Is.Null);
        Assert.That(
            found.Points.Select(point => point.Density), Is.EqualTo(new[] { 0.05, 0.1, 0.15, 0.2 }).Within(1e-9));
    }

    private static BreakEven Search(double start, Func<double, double> milliseconds)
    {
        return BreakEven.Search(new DensityTime(start, Time(start)), new StepTime(DenseMs, Steps: 3), Time);

        StepTime Time(double density) => new(milliseconds(density), Steps: 3);
    }
}
