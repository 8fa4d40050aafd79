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

    [TestCase(3.2, 3.1, 0.9, new string[0])]
    [TestCase(1.4, 3.1, 2.1, new[] { "SpMM against GEMM" })]
    [TestCase(3.2, 1.4, 0.4, new[] { "SDDMM against GEMM", "SpMMTransposed against SpMM" })]
    public void Without_a_baseline_products_are_held_against_each_other(
        double spmm, double sddmm, double transposed, string[] failures)
    {
        var ratios = new Dictionary<string, double>
        {
            [ProductBench.Gemm] = 0.2,
            [ProductBench.SpMM] = 0.2 * spmm,
            [ProductBench.Sddmm] = 0.2 * sddmm,
            [ProductBench.SpMMTransposed] = 0.2 * spmm * transposed,
        };
        Assert.That(
            SameRunGates.Of(ratios).Where(gate => !gate.Passed).Select(gate => gate.Name), Is.EqualTo(failures));
    }

    [TestCaseSource(typeof(Recorded), nameof(Recorded.Baselines))]
    public void A_recorded_processor_passes_the_gates_of_every_processor(string path)
        => Assert.That(SameRunGates.Of(Baseline.Read(path)!.Ratios).Where(gate => !gate.Passed), Is.Empty);

    [Test]
    public void A_processor_without_a_baseline_has_the_largest_bytes_and_instructions_of_others()
    {
        string folder = Directory.CreateTempSubdirectory("strnn-baselines-").FullName;
        try
        {
            Assert.That(Baseline.OfAnyProcessor(folder), Is.Null);
            Figures.Write(Path.Combine(folder, "one.json"));
            (Figures with { NativeBytes = 1999, Instructions = new Dictionary<string, long> { [Function] = 10_500 } })
                .Write(Path.Combine(folder, "two.json"));
            var any = Baseline.OfAnyProcessor(folder)!;
            Assert.Multiple(() =>
            {
                Assert.That((any.AllocatedBytesPerStep, any.NativeBytes), Is.EqualTo((1000, 2000)));
                Assert.That(any.Instructions![Function], Is.EqualTo(10_500));
                Assert.That(any.Ratios, Is.Empty, "times of another processor are no yardstick");
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Failures(Baseline measured, Dictionary<string, double> noise)
        => [.. RegressionCheck.Gates(Figures, measured, noise).Where(gate => !gate.Passed).Select(gate => gate.Name)];
}
