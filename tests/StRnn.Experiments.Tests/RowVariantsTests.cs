using StRnn.Backends;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Reproduction;

namespace StRnn.Experiments.Tests;

/// <summary>Rows of which validation chooses one, as those of the equal-weights target.</summary>
public sealed class RowVariantsTests
{
    private static readonly ReproductionTarget Target =
        ReproductionTargets.Get("equal-weights", new ReproductionData(null, ReproductionScale.Medium));

    [Test]
    public void The_protocol_has_four_claims_about_groups_of_its_rows()
    {
        Assert.That(Target.Claims.Select(claim => (claim.Better.Single(), claim.Than.Single())), Is.EqualTo(new[]
        {
            ("st-650", "dense-174"), ("st-1500", "dense-174"), ("st-3000", "dense-174"), ("st-1500", "st-650"),
        }));
        Assert.That(
            Target.Variants.SelectMany(group => group.Rows), Is.EquivalentTo(Target.Rows.Select(row => row.Key)));
    }

    [Test]
    public void The_validation_of_seed_1_chooses_and_not_the_test()
    {
        var comparison = Compare(
            ("dense-174-dropout-0", 130, [90.0, 91]),
            ("dense-174-dropout-0.25", 110, [120.0, 121]),
            ("dense-174-dropout-0.5", 120, [95.0, 96]));
        Assert.That(comparison.Resolve("dense-174"), Is.EqualTo("dense-174-dropout-0.25"));
        Assert.That(comparison.StandsForGroup("dense-174-dropout-0.25"));
        Assert.That(comparison.StandsForGroup("dense-174-dropout-0"), Is.False);
    }

    [Test]
    public void Nothing_is_chosen_before_all_variants_have_seed_1()
    {
        var comparison = Compare(("st-650-dropout-0.25", 110, [120.0]), ("dense-174-dropout-0", 110, [120.0]));
        Assert.That(comparison.Resolve("st-650"), Is.Null);
        Assert.That(
            comparison.Test(Target.Claims).Select(test => test.Verdict), Is.All.EqualTo(ClaimVerdict.NotTrained));
        Assert.That(comparison.GroupLabel("st-650"), Is.EqualTo("ST-RNN 2 x 650, density 0.2"));
    }

    /// <summary>The wider rows' own validation is not asked.</summary>
    [Test]
    public void Wider_models_take_the_choice_of_the_narrowest()
    {
        var comparison = Compare(
            ("dense-174-dropout-0", 130, [100.0, 101, 102]),
            ("dense-174-dropout-0.25", 110, [110.0, 111, 112]),
            ("dense-174-dropout-0.5", 120, [100.0, 101, 102]),
            ("st-650-dropout-0.25", 109, [99.0, 100, 101]),
            ("st-650-dropout-0.5", 105, [90.0, 91, 92]),
            ("st-1500-dropout-0.25", 80, [70.0, 71, 72]),
            ("st-1500-dropout-0.5", 85, [80.0, 81, 82]));
        Assert.That(comparison.Resolve("st-1500"), Is.EqualTo("st-1500-dropout-0.5"));
        var tests = comparison.Test(Target.Claims);
        Assert.That(tests.Select(test => test.Difference), Is.EqualTo(new double?[] { -20, -30, null, -10 }));
        Assert.That(tests.Select(test => test.Verdict), Is.EqualTo(new[]
        {
            ClaimVerdict.Yes, ClaimVerdict.Yes, ClaimVerdict.NotTrained, ClaimVerdict.Yes,
        }));
    }

    [Test]
    public void A_processor_is_named_with_family_and_model()
    {
        string[] lines =
            ["processor\t: 0", "cpu family\t: 6", "model\t\t: 167", "model name\t: Xeon: fast", "stepping\t: 1"];
        Assert.That(ProcessorName.Of(lines), Is.EqualTo("Xeon: fast (family 6, model 167)"));
        Assert.That(ProcessorName.Of(lines[..1]), Is.Null);
        Assert.That(ProcessorName.Of(["model name: M1"]), Is.EqualTo("M1"));
        Assert.That(
            BackendConfig.Of(new BackendInfo("cpu", "x", "avx2", 2, ElementType())).Processor,
            Is.EqualTo(ProcessorName.Text));

        static StRnn.Backends.Memory.ElementType ElementType() => StRnn.Backends.Memory.ElementType.Float32;
    }

    private static RowComparison Compare(params (string Key, double Valid, double[] Tests)[] trained)
        => new(
            [.. Target.Rows.Select(row => trained.FirstOrDefault(each => each.Key == row.Key) is { Key: not null } found
                ? new RowFigures(row, IsAccuracy: false, found.Tests) { FirstValid = found.Valid }
                : new RowFigures(row, IsAccuracy: false, []))],
            Target.Variants);
}
