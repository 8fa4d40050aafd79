using System.Text.Json;
using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class TextFileTests
{
    private Workplace _place = null!;
    private string _text = null!;

    [SetUp]
    public void SetUp()
    {
        _place = new Workplace();
        _text = _place.At("text.txt");
        File.Copy(Path.Combine(_place.Data, "train.txt"), _text);
    }

    [TearDown]
    public void TearDown() => _place.Dispose();

    /// <summary>A message used to say that a corpus is a directory.</summary>
    [Test]
    public void A_single_file_trains_with_a_stated_split_and_is_evaluated()
    {
        var result = Strnn.Run(Train("run", _text, "--validation-share", "0.25", "--test-share", "0.25"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var data = Data("run");
        Assert.That(data.GetProperty("validation_share").GetDouble(), Is.EqualTo(0.25));
        Assert.That(
            data.GetProperty("source").GetString(), Is.EqualTo("text.txt, validation share 0.25, test share 0.25"));
        var eval = Strnn.Run("eval", _place.At("run"), "--split", "valid", "--backend", "reference", "--json");
        Assert.That(eval.ExitCode, Is.Zero, eval.Error);
        int targets = eval.Json.GetProperty("targets").GetInt32();
        Assert.That(targets, Is.InRange(30 * 7, 30 * 9), "30 lines of 7 words");
    }

    [Test]
    public void A_split_of_the_data_has_no_shares()
    {
        Assert.That(Strnn.Run(_place.TrainArguments("plain")).ExitCode, Is.Zero);
        Assert.That(Data("plain").TryGetProperty("test_share", out _), Is.False, "the config is as before");
        var result = Strnn.Run(_place.TrainArguments("run", "--test-share", "0.2"));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("split a single text file"));
        Assert.That(Directory.Exists(_place.At("run")), Is.False);
    }

    [Test]
    public void A_text_without_a_test_part_trains_and_says_that_it_has_none()
    {
        var result = Strnn.Run(Train("run", _text, "--validation-share", "0.2", "--test-share", "0"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var eval = Strnn.Run("eval", _place.At("run"), "--backend", "reference");
        Assert.That(eval.ExitCode, Is.EqualTo(1));
        Assert.That(eval.Error, Does.Contain("has no test text. Choose another --split."));
    }

    [Test]
    public void A_token_file_trains_to_the_bits_of_the_text()
    {
        string tokens = _place.At("text.tokens");
        var made = Strnn.Run("tokenize", _text, "--out", tokens);
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        Assert.That(made.Out, Does.Contain("13 words"));
        Assert.That(Strnn.Run(Train("mapped", tokens)).ExitCode, Is.Zero);
        Assert.That(Strnn.Run(Train("memory", _text)).ExitCode, Is.Zero);
        Assert.That(_place.LastCheckpoint("mapped"), Is.EqualTo(_place.LastCheckpoint("memory")));
        Assert.That(
            Data("mapped").GetProperty("sha256").GetString(),
            Is.EqualTo(Data("memory").GetProperty("sha256").GetString()));
        var wrong = Strnn.Run(Train("wrong", tokens, "--validation-share", "0.2"));
        Assert.That(wrong.Error, Does.Contain("split a single text file"));
        var missing = Strnn.Run("tokenize", _place.At("none.txt"));
        Assert.That(missing.ExitCode, Is.EqualTo(1));
        Assert.That(missing.Error, Does.Contain("none.txt"));
    }

    private string[] Train(string run, string data, params string[] more)
        => [.. _place.TrainArguments(run, more).Select(each => each == _place.Data ? data : each)];

    private JsonElement Data(string run)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(_place.At(run), "config.json"))).RootElement
            .GetProperty("data");
}
