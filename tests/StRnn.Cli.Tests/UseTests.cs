using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>What a finished run is good for, and what the machine says of itself.</summary>
public sealed class UseTests
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

    [Test]
    public void A_recurrent_highway_network_is_evaluated_and_continues_a_text_too()
    {
        string folder = _place.At("rhn");
        Assert.That(
            Strnn.Run(_place.TrainArguments("rhn", "--cell", "rhn", "--depth", "2", "--sparsity", "0.5", "--transform-bias", "-1")).ExitCode,
            Is.Zero);
        var evaluation = Strnn.Run("eval", folder, "--split", "test", "--backend", "reference", "--json").Json;
        double logged = _place.Metrics("rhn")
            .Last(line => line.GetProperty("event").GetString() == "eval" && line.GetProperty("split").GetString() == "test")
            .GetProperty("loss").GetDouble();
        Assert.That(evaluation.GetProperty("loss").GetDouble(), Is.EqualTo(logged));

        var generated = Strnn.Run("generate", folder, "--prompt", "word1", "--tokens", "3", "--backend", "reference");
        Assert.That(generated.ExitCode, Is.Zero, generated.Error);
    }

    [TestCase("test")]
    [TestCase("test-single-stream")]
    public void Evaluation_repeats_the_losses_of_the_run(string split)
    {
        var evaluation = Strnn.Run("eval", _place.At("run"), "--split", split, "--backend", "reference", "--json").Json;

        double logged = _place.Metrics("run")
            .Last(line => line.GetProperty("event").GetString() == "eval" && line.GetProperty("split").GetString() == split)
            .GetProperty("loss").GetDouble();
        Assert.That(evaluation.GetProperty("loss").GetDouble(), Is.EqualTo(logged));
        Assert.That(evaluation.GetProperty("perplexity").GetDouble(), Is.EqualTo(Math.Exp(logged)));
    }

    [Test]
    public void Evaluation_for_people_is_one_line()
    {
        var result = Strnn.Run("eval", _place.At("run"), "--split", "valid", "--checkpoint", "last", "--backend", "reference");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out.TrimEnd(), Does.Match("^valid: loss .* perplexity [^\n]*$").And.Contain("last.safetensors"));
    }

    [Test]
    public void Evaluation_on_other_words_is_refused()
    {
        string other = _place.At("other");
        Directory.CreateDirectory(other);
        foreach (string split in new[] { "train", "valid", "test" })
        {
            File.WriteAllText(Path.Combine(other, $"{split}.txt"), string.Concat(Enumerable.Repeat("quite other words\n", 20)));
        }

        var result = Strnn.Run("eval", _place.At("run"), "--data", other);

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("another vocabulary"));
    }

    [Test]
    public void Evaluation_on_changed_text_warns()
    {
        string changed = _place.At("changed");
        Directory.CreateDirectory(changed);
        foreach (string split in new[] { "train", "valid", "test" })
        {
            File.Copy(Path.Combine(_place.Data, $"{split}.txt"), Path.Combine(changed, $"{split}.txt"));
        }

        File.AppendAllText(Path.Combine(changed, "test.txt"), "word1 word2\n");

        var result = Strnn.Run("eval", _place.At("run"), "--data", changed, "--backend", "reference");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.ErrorLines, Has.Some.StartsWith("warning: ").And.Some.Contains("not the one"));
    }

    [Test]
    public void Generation_continues_the_prompt_and_repeats_itself_for_a_seed()
    {
        string Generate(string seed)
            => Strnn.Run(
                "generate", _place.At("run"), "--prompt", "WORD1 word2", "--tokens", "12", "--seed", seed, "--backend", "reference").Out;

        string first = Generate("1");
        Assert.That(first, Does.StartWith("Word1 word2"));
        Assert.That(Generate("1"), Is.EqualTo(first));
        Assert.That(Generate("2"), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_prompt_of_unknown_words_is_one_clear_line()
    {
        var result = Strnn.Run("generate", _place.At("run"), "--prompt", "zebra");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("zebra"));
    }

    [Test]
    public void Devices_name_every_provider_with_its_reason()
    {
        var json = Strnn.Run("devices", "--json").Json;

        var providers = json.GetProperty("providers").EnumerateArray().ToList();
        Assert.That(providers.Select(provider => provider.GetProperty("name").GetString()), Is.SupersetOf(new[] { "cpu", "reference" }));
        Assert.That(providers.Select(provider => provider.GetProperty("reason").GetString()), Has.None.Empty);
        string auto = json.GetProperty("auto").GetString()!;
        Assert.That(Strnn.Run("devices").Out, Does.Contain($"auto takes {auto}"));
    }

    [Test]
    public void Doctor_fails_exactly_where_something_needed_is_missing()
    {
        var result = Strnn.Run("doctor", "--json");

        bool isHealthy = result.Json.GetProperty("healthy").GetBoolean();
        var checks = result.Json.GetProperty("checks").EnumerateArray().ToDictionary(
            check => check.GetProperty("name").GetString()!, check => check.GetProperty("status").GetString());
        Assert.That(result.ExitCode, Is.EqualTo(isHealthy ? 0 : 1));
        Assert.That(isHealthy, Is.EqualTo(!checks.ContainsValue("failed")));
        Assert.That(checks.Keys, Is.SupersetOf(new[] { "system", ".net", "backend cpu", "corpus dotnet-docs", "temporary folder" }));
        Assert.That(checks["backend cpu"], Is.EqualTo("ok").Or.EqualTo("failed"));
    }

    [Test]
    public void Doctor_says_that_the_cpu_backend_is_missing()
    {
        string? before = Environment.GetEnvironmentVariable("STRNN_CPU");
        Environment.SetEnvironmentVariable("STRNN_CPU", "abacus");
        try
        {
            var result = Strnn.Run("doctor");

            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.Out, Does.Contain("failed").And.Contain("STRNN_CPU"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("STRNN_CPU", before);
        }
    }

    [Test]
    public void The_demo_compares_three_runs_in_one_table_and_does_not_repeat_them()
    {
        string[] demo =
        [
            "demo", "--data", _place.Data, "--train-tokens", "1000", "--epochs", "1", "--hidden", "8", "--backend", "reference",
            "--out", _place.At("demo"),
        ];

        var first = Strnn.Run(demo);
        var second = Strnn.Run(demo);

        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That(first.Out, Does.Contain("ST-RNN, sparsity 0.67").And.Contain("ST-RNN, sparsity 0.80").And.Contain("trigram"));
        Assert.That(first.Out, Does.Contain("A sentence by the model"));
        Assert.That(second.Out, Does.Contain("is finished"));
        Assert.That(TableOf(second), Is.EqualTo(TableOf(first)));
        Assert.That(Strnn.Run([.. demo, "--seed", "2"]).OnlyError, Does.Contain("training.seed"));

        static string TableOf(CliResult result) => result.Out[result.Out.IndexOf("test perplexity", StringComparison.Ordinal)..];
    }
}
