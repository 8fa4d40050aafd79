using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary><c>--weights</c> of the commands that open a trained model.</summary>
public sealed class WeightStorageTests
{
    private Workplace _place = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _place = new Workplace();
        var result = Strnn.Run(_place.TrainArguments("run", "--sparsity", "0.5"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }

    [OneTimeTearDown]
    public void CleanUp() => _place.Dispose();

    [TestCase("reference")]
    [TestCase("cpu")]
    public void Rounded_weights_change_the_perplexity_by_less_than_a_thousandth(string backend)
    {
        double Perplexity(params string[] more)
            => Strnn.Run(["eval", _place.At("run"), "--backend", backend, "--json", .. more])
                .Json.GetProperty("perplexity").GetDouble();

        double trained = Perplexity();
        Assert.That(Perplexity("--weights", "float32"), Is.EqualTo(trained));
        double rounded = Perplexity("--weights", "BFloat16");
        Assert.That(rounded, Is.Not.EqualTo(trained), "the weights are rounded");
        Assert.That(rounded, Is.EqualTo(trained).Within(0.1).Percent);
    }

    [Test]
    public void A_text_is_generated_from_rounded_weights()
    {
        var result = Strnn.Run(
            "generate", _place.At("run"), "--prompt", "word1", "--tokens", "5", "--weights", "bfloat16", "--backend",
            "cpu");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out, Does.StartWith("Word1"));
    }

    [Test]
    public void Another_form_is_one_clear_line()
    {
        var result = Strnn.Run("eval", _place.At("run"), "--weights", "int8");
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Error, Does.Contain("--weights must be one of float32, bfloat16, not 'int8'"));
    }
}
