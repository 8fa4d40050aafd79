using System.Text.Json;
using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class BenchTests
{
    private static readonly string[] Quick =
        ["bench", "--hidden", "6", "--vocabulary", "20", "--seconds", "0.001", "--backend", "reference"];

    [Test]
    public void One_line_a_preset_says_pace_speedup_and_break_even()
    {
        var result = Strnn.Run([.. Quick, "--preset", "ptb-lstm-small"]);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(
            result.Out,
            Does.Match(
                @"^ptb-lstm-small +sparsity 0\.80: [\d,]+ tokens/s, "
                + @"[\d.]+x our dense \([\d,]+ tokens/s\), (no )?break-even"));
        Assert.That(
            result.ErrorLines, Has.Some.Match(@"^ptb-lstm-small +dense: [\d,]+ tokens/s, median of \d+ steps"),
            "progress");
        Assert.That(result.ErrorLines, Has.Some.Match(@"^ptb-lstm-small +density 0\.20: "), "progress");
    }

    [Test]
    public void Every_preset_is_measured_by_default()
    {
        var presets = Presets();

        Assert.That(
            presets.Select(preset => preset.GetProperty("preset").GetString()),
            Is.EqualTo(
                new[] { "ptb-lstm-small", "ptb-lstm-medium", "ptb-lstm-large", "ptb-rhn", "ptb-rhn-small", "text" }));
        Assert.That(
            presets.Select(preset => preset.GetProperty("bptt").GetInt32()),
            Is.EqualTo(new[] { 20, 35, 35, 35, 35, 100 }));
    }

    [TestCase("--preset", "ptb-lstm-large", "PTB-lstm-small")]
    [TestCase("--preset", "ptb-lstm-large", "--preset", "ptb-lstm-small", "--preset", "ptb-lstm-large")]
    public void Presets_are_measured_once_each_in_the_order_asked_for(params string[] options)
        => Assert.That(
            Presets(options).Select(preset => preset.GetProperty("preset").GetString()),
            Is.EqualTo(new[] { "ptb-lstm-large", "ptb-lstm-small" }));

    [Test]
    public void The_document_agrees_with_itself()
    {
        var preset = Presets("--preset", "ptb-lstm-small", "--sparsity", "0.5").Single();
        var (sparse, dense) = (preset.GetProperty("sparse"), preset.GetProperty("dense"));
        var points = preset.GetProperty("break_even").GetProperty("points").EnumerateArray().ToArray();

        Assert.That(preset.GetProperty("sparsity").GetDouble(), Is.EqualTo(0.5));
        Assert.That(preset.GetProperty("hidden").GetInt32(), Is.EqualTo(6));
        Assert.That(preset.GetProperty("vocabulary_size").GetInt32(), Is.EqualTo(20));
        Assert.That(points, Has.Length.InRange(2, 5));
        Assert.That(points.Count(point => point.GetProperty("density").GetDouble() == 0.5), Is.EqualTo(1));
        foreach (var time in new[] { sparse, dense })
        {
            Assert.That(Number(time, "steps"), Is.GreaterThanOrEqualTo(3));
            Assert.That(
                Number(time, "tokens_per_second") * Number(time, "step_ms"), Is.EqualTo(20 * 20 * 1000).Within(1e-3));
        }

        Assert.That(
            preset.GetProperty("speedup").GetDouble(),
            Is.EqualTo(Number(dense, "step_ms") / Number(sparse, "step_ms")).Within(1e-9));
    }

    [TestCase("--preset ptb-lstm-huge", "ptb-lstm-small, ptb-lstm-medium, ptb-lstm-large")]
    [TestCase("--preset", "--preset")]
    [TestCase("--sparsity 1", "--sparsity must be above 0 and below 1")]
    [TestCase("--seconds 0", "--seconds must be above 0")]
    [TestCase("--seconds nan", "--seconds must be above 0")]
    [TestCase("--threads 0", "--threads")]
    [TestCase("--hidden 0", "--hidden")]
    [TestCase("--vocabulary 1.5", "--vocabulary")]
    [TestCase("--bogus", "--bogus")]
    [TestCase("ptb-lstm-small", "'ptb-lstm-small' is not")]
    [TestCase("--backend abacus", "choose one of auto")]
    public void A_wrong_option_is_one_clear_line(string options, string expected)
    {
        var result = Strnn.Run(["bench", .. options.Split(' ')]);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain(expected));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(result.Out, Is.Empty);
    }

    [Test]
    public void A_model_too_large_for_the_dense_baseline_is_refused_before_it_is_built()
    {
        var result = Strnn.Run("bench", "--hidden", "2000000000", "--backend", "reference");

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain("--hidden 2000000000").And.Contain("dense matrix"));
    }

    private static JsonElement[] Presets(params string[] options)
    {
        var result = Strnn.Run([.. Quick, "--json", .. options]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Json.GetProperty("backend").GetProperty("name").GetString(), Is.EqualTo("reference"));
        return [.. result.Json.GetProperty("presets").EnumerateArray()];
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
