using StRnn.Comparison.Check;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Tests;

public sealed class RegressionCheckTests
{
    private const string Function = "strnn_spmm";

    private static readonly Baseline Figures = new(
        1000,
        2000,
        new Dictionary<string, long> { [Function] = 10_000 },
        new Dictionary<string, double> { [RegressionCheck.TrainingStep] = 0.5 });

    private static readonly Dictionary<string, double> Quiet = new() { [RegressionCheck.TrainingStep] = 0.01 };

    /// <summary>A baseline of other names would compare nothing, and every gate would fail as lost.</summary>
    [TestCaseSource(typeof(Recorded), nameof(Recorded.Baselines))]
    public void A_recorded_baseline_has_the_figures_that_are_measured(string path)
        => Assert.That(
            Baseline.Read(path)!.Ratios.Keys,
            Is.EquivalentTo(new[]
            {
                RegressionCheck.TrainingStep,
                ProductBench.SpMM,
                ProductBench.SpMMTransposed,
                ProductBench.Gemm,
                ProductBench.Sddmm,
            }));

    [Test]
    public void Equal_figures_pass()
        => Assert.That(Failures(Figures, Quiet), Is.Empty);

    [Test]
    public void One_byte_more_fails()
        => Assert.That(
            Failures(Figures with { AllocatedBytesPerStep = 1001, NativeBytes = 2001 }, Quiet), Has.Count.EqualTo(2));

    [TestCase(10_100, true)]
    [TestCase(10_101, false)]
    public void Instructions_may_grow_by_a_hundredth(long count, bool passes)
    {
        var measured = Figures with { Instructions = new Dictionary<string, long> { [Function] = count } };
        Assert.That(Failures(measured, Quiet), Has.Count.EqualTo(passes ? 0 : 1));
    }

    [TestCase(0.46, 0.01, true)]
    [TestCase(0.44, 0.01, false)]
    [TestCase(0.44, 0.05, true)]
    [TestCase(0.42, 0.05, false)]
    public void A_ratio_may_fall_by_a_tenth_or_three_times_the_noise(double ratio, double noise, bool passes)
    {
        var measured = Figures with
        {
            Ratios = new Dictionary<string, double> { [RegressionCheck.TrainingStep] = ratio },
        };
        var failures = Failures(measured, new Dictionary<string, double> { [RegressionCheck.TrainingStep] = noise });
        Assert.That(failures, Has.Count.EqualTo(passes ? 0 : 1));
    }

    [Test]
    public void A_figure_that_is_no_longer_measured_fails()
    {
        var measured = Figures with
        {
            Instructions = new Dictionary<string, long>(),
            Ratios = new Dictionary<string, double>(),
        };
        Assert.That(Failures(measured, Quiet), Is.EquivalentTo(new[] { Function, RegressionCheck.TrainingStep }));
    }

    private static List<string> Failures(Baseline measured, Dictionary<string, double> noise)
        => [.. RegressionCheck.Gates(Figures, measured, noise).Where(gate => !gate.Passed).Select(gate => gate.Name)];
}
