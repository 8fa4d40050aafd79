using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>The commands that use a finished run: <c>strnn eval</c> and <c>strnn generate</c>.</summary>
public sealed class EvalAndGenerateTests
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
            Strnn.Run(
                _place.TrainArguments(
                    "rhn", "--cell", "rhn", "--depth", "2", "--sparsity", "0.5", "--transform-bias", "-1")).ExitCode,
            Is.Zero);
        var evaluation = Strnn.Run("eval", folder, "--split", "test", "--backend", "reference", "--json").Json;
        double logged = _place.Metrics("rhn")
            .Last(line => line.GetProperty("event").GetString() == "eval"
                && line.GetProperty("split").GetString() == "test")
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
            .Last(line => line.GetProperty("event").GetString() == "eval"
                && line.GetProperty("split").GetString() == split)
            .GetProperty("loss").GetDouble();
        Assert.That(evaluation.GetProperty("loss").GetDouble(), Is.EqualTo(logged));
        Assert.That(evaluation.GetProperty("perplexity").GetDouble(), Is.EqualTo(Math.Exp(logged)));
    }

    [Test]
    public void Evaluation_for_people_is_one_line()
    {
        var result = Strnn.Run(
            "eval", _place.At("run"), "--split", "valid", "--checkpoint", "last", "--backend", "reference");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            result.Out.TrimEnd(), Does.Match("^valid: loss .* perplexity [^\n]*$").And.Contain("last.safetensors"));
    }

    [Test]
    public void Evaluation_on_other_words_is_refused()
    {
        string other = _place.At("other");
        Directory.CreateDirectory(other);
        foreach (string split in new[] { "train", "valid", "test" })
        {
            File.WriteAllText(
                Path.Combine(other, $"{split}.txt"), string.Concat(Enumerable.Repeat("quite other words\n", 20)));
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
        Assert.That(result.ErrorLines, Has.Some.StartsWith("warning: ").And.Some.Contains("not those of the training"));
    }

    [Test]
    public void Generation_continues_the_prompt_and_repeats_itself_for_a_seed()
    {
        string Generate(string seed)
            => Strnn.Run(
                "generate", _place.At("run"), "--prompt", "WORD1 word2", "--tokens", "12", "--seed", seed,
                "--backend", "reference").Out;

        string first = Generate("1");
        Assert.That(first, Does.StartWith("Word1 word2"));
        Assert.That(Generate("1"), Is.EqualTo(first));
        Assert.That(Generate("2"), Is.Not.EqualTo(first));
    }

    /// <summary>The words of the program before it could draw from fewer than all.</summary>
    [Test]
    public void The_defaults_draw_the_words_they_always_drew()
    {
        using var backend = new StRnn.Backends.Reference.ReferenceBackend<float>();
        var run = StRnn.Experiments.Runs.Run.Open(_place.At("run"));
        var vocabulary = run.ReadVocabulary();
        int[] prompt = vocabulary.Encode(["word1", "word2"]);
        using var trained = run.LoadLanguageModel(backend);
        int[] drawn = new StRnn.Text.LanguageModeling.TextGenerator(backend, trained.Model).Generate(
            prompt, 12, 1, 1, vocabulary.UnknownId ?? -1);
        Assert.That(
            Strnn.Run(
                "generate", _place.At("run"), "--prompt", "word1 word2", "--tokens", "12", "--backend", "reference")
                .Out.TrimEnd(),
            Is.EqualTo(StRnn.Text.Corpora.Detokenizer.ToText([.. prompt, .. drawn], vocabulary)));
    }

    [Test]
    public void Generation_draws_from_fewer_words_and_stops()
    {
        string Generate(params string[] more)
            => Strnn.Run(
                ["generate", _place.At("run"), "--prompt", "word1", "--backend", "reference", .. more]).Out.TrimEnd();

        Assert.That(Generate("--top-k", "1"), Is.EqualTo(Generate("--top-p", "0.0001", "--seed", "9")));
        Assert.That(Generate("--repetition-penalty", "50"), Is.Not.EqualTo(Generate()));
        string stopped = Generate("--stop", "<eos>");
        Assert.That(Generate(), Does.StartWith(stopped).And.Not.EqualTo(stopped));
        var wrong = Strnn.Run("generate", _place.At("run"), "--prompt", "word1", "--top-p", "1.5");
        Assert.That(wrong.ExitCode, Is.Not.Zero);
        Assert.That(wrong.Error, Does.Contain("--top-p must be above 0 and at most 1"));
    }

    [Test]
    public void A_prompt_of_unknown_words_is_one_clear_line()
    {
        var result = Strnn.Run("generate", _place.At("run"), "--prompt", "zebra");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("zebra"));
    }
}
