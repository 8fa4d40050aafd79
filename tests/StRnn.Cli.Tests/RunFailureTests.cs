using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>
/// What <c>strnn train</c> says where it cannot train, and other commands of a run that they cannot read.
/// </summary>
public sealed class RunFailureTests
{
    private Workplace _place = null!;

    [SetUp]
    public void SetUp() => _place = new Workplace();

    [TearDown]
    public void TearDown() => _place.Dispose();

    [Test]
    public void A_damaged_checkpoint_is_one_clear_line()
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "2"));
        string path = Path.Combine(_place.At("run"), "last.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]);

        var result = Strnn.Run("train", "lm", "--resume", "--out", _place.At("run"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("last.safetensors"));
    }

    [Test]
    public void A_configuration_with_an_impossible_word_is_one_clear_line()
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "2", "--sparsity", "0.5"));
        string path = Path.Combine(_place.At("run"), "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"keeps\"", "\"wanders\"", StringComparison.Ordinal));

        var result = Strnn.Run("train", "lm", "--resume", "--out", _place.At("run"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("wanders").And.Not.Contain("internal error"));
    }

    [Test]
    public void Missing_data_is_one_clear_line()
    {
        var result = Strnn.Run("train", "lm", "--data", _place.At("nowhere"), "--out", _place.At("run"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("nowhere"));
        Assert.That(_place.At("run"), Does.Not.Exist);
    }

    [Test]
    public void A_loss_that_is_no_number_is_one_clear_line()
    {
        var result = Strnn.Run(_place.TrainArguments("run", "--lr", "1e38", "--clip", "0"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("lower --lr or --clip"));
    }

    [Test]
    public void An_out_folder_that_cannot_be_made_is_one_clear_line()
    {
        File.WriteAllText(_place.At("file"), string.Empty);

        var result = Strnn.Run(_place.TrainArguments(Path.Combine("file", "run")));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("cannot be created").And.Contain("--out"));
    }

    [Test]
    public void A_read_only_out_folder_is_one_clear_line()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("needs a folder that nobody can write, like /proc");
        }

        var result = Strnn.Run(
            [.. _place.TrainArguments("run").Select(text => text == _place.At("run") ? "/proc/strnn-run" : text)]);

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("/proc/strnn-run").And.Contain("--out"));
    }

    [Test]
    public void A_corpus_too_short_for_the_batch_is_one_clear_line()
    {
        var result = Strnn.Run(_place.TrainArguments("run", "--batch", "5000"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("too few"));
        Assert.That(_place.At("run"), Does.Not.Exist);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"preset\": 3}")]
    [TestCase("{\"colour\": \"red\"}")]
    public void A_damaged_configuration_read_by_another_command_is_one_clear_line(string content)
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "2"));
        File.WriteAllText(Path.Combine(_place.At("run"), "config.json"), content);

        foreach (string command in new[] { "inspect", "eval" })
        {
            var result = Strnn.Run(command, _place.At("run"));

            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.OnlyError, Does.Contain("config.json").And.Contain("damaged"));
        }
    }

    [Test]
    public void A_folder_without_a_run_is_one_clear_line()
    {
        foreach (string command in new[] { "inspect", "eval" })
        {
            var result = Strnn.Run(command, _place.Root);

            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.OnlyError, Does.Contain("holds no run"));
        }
    }

    [Test]
    public void Verbose_adds_the_stack_trace()
    {
        var result = Strnn.Run("inspect", _place.Root, "--verbose");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("   at StRnn.Cli"));
    }
}
