using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;

namespace StRnn.Experiments.Tests;

public sealed class PresetTests
{
    [TestCase(LanguageModelPresets.SmallLstm, 200, 0.1)]
    [TestCase(LanguageModelPresets.MediumLstm, 650, 0.05)]
    [TestCase(LanguageModelPresets.LargeLstm, 1500, 0.025819888974716113)]
    [TestCase(LanguageModelPresets.Rhn, 830, 0.034710506725)]
    [TestCase(LanguageModelPresets.SmallRhn, 200, 0.070710678118654752)]
    public void A_preset_has_the_published_width_and_range(string name, int hidden, double range)
    {
        var preset = LanguageModelPresets.Get(name);
        Assert.That(preset.Model.Hidden, Is.EqualTo(hidden));
        Assert.That(preset.Model.RecurrentRange, Is.EqualTo(range).Within(1e-9));
        bool follows = Math.Abs((range * Math.Sqrt(hidden)) - 1) < 1e-6;
        Assert.That(preset.Model.WithHidden(400).RecurrentRange, Is.EqualTo(follows ? 1 / Math.Sqrt(400) : range));
    }

    [Test]
    public void A_small_dense_model_has_as_many_weights_as_the_sparse_one()
    {
        var preset = LanguageModelPresets.Get(LanguageModelPresets.LargeLstm);
        double sparse = WeightsOf(preset.ToMethod(sparsity: 0.67));
        Assert.That(
            WeightsOf(MethodConfig.Of(MethodNames.SmallDense, sparsity: 0.67)), Is.EqualTo(sparse).Within(0.1).Percent);
        var refused = Assert.Throws<RunException>(
            () => WeightsOf(new MethodConfig { Name = MethodNames.SmallDense, Budget = 7 }))!;
        Assert.That(refused.Problem, Is.EqualTo(RunProblem.NoWidth));

        double WeightsOf(MethodConfig method)
        {
            var config = preset.ToConfig("dotnet-docs", method);
            config = config with { Data = config.Data with { VocabularySize = 10_000 } };
            return Inspection.Plan(config).Account.WeightCount;
        }
    }

    [TestCase(9, 3)]
    [TestCase(10, 3)]
    [TestCase(15, 4)]
    [TestCase(0, 1)]
    public void The_closest_width_is_found(long target, int expected)
        => Assert.That(SmallDense.Closest(width => (long)width * width, target), Is.EqualTo(expected));

    [Test]
    public void A_name_that_does_not_exist_lists_those_that_do()
    {
        var language = Assert.Throws<ArgumentException>(() => LanguageModelPresets.Get("huge"))!;
        var classifier = Assert.Throws<ArgumentException>(() => ClassifierPresets.Get("huge"))!;
        Assert.That(language.Message, Does.Contain("ptb-lstm-small"));
        Assert.That(classifier.Message, Does.Contain("imdb"));
    }
}
