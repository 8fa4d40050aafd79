using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class ResumeTests
{
    private Workplace _place = null!;

    [SetUp]
    public void SetUp() => _place = new Workplace(trainSentences: 1500);

    [TearDown]
    public void TearDown() => _place.Dispose();

    /// <summary>
    /// The fast backend gets a larger model, so that there is time to kill it in the middle of an epoch.
    /// </summary>
    [TestCase("reference", "12", "2", "--dropout 0.2")]
    [TestCase("cpu", "128", "4", "--dropout 0.2")]
    [TestCase(
        "cpu", "96", "4",
        "--cell rhn --depth 3 --dropout-embedding 0.1 --dropout-input 0.2 --dropout-hidden 0.2 --dropout-output 0.2")]
    public void A_killed_run_ends_with_the_bytes_of_an_uninterrupted_one(
        string backend, string hidden, string epochs, string model)
    {
        string[] options =
        [
            "--sparsity", "0.5", "--momentum", "0.5", "--lr", "2", "--checkpoint-every", "7",
            "--backend", backend, "--hidden", hidden, "--epochs", epochs, .. model.Split(' '),
        ];
        Assert.That(Strnn.Run(_place.TrainArguments("whole", options)).ExitCode, Is.Zero);

        using (var child = ChildProcess.Start(_place.TrainArguments("killed", options)))
        {
            child.WaitUntil(() => _place.StepsLogged("killed") >= 3, "30 steps were done");
            child.Kill();
        }

        Assert.That(Path.Combine(_place.At("killed"), "last.safetensors"), Does.Exist);
        Assert.That(
            File.ReadAllText(Path.Combine(_place.At("killed"), "metrics.jsonl")), Does.Not.Contain("\"done\""),
            "it was killed");
        var resumed = Strnn.Run(_place.TrainArguments("killed", [.. options, "--resume"]));

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(resumed.Out, Does.Contain("Resumed"));
        Assert.That(_place.LastCheckpoint("killed"), Is.EqualTo(_place.LastCheckpoint("whole")));
        long[] steps = [.. _place.Metrics("killed").Select(line => line.GetProperty("step").GetInt64())];
        Assert.That(steps, Is.Ordered);
        Assert.That(
            _place.Metrics("killed"), Has.Count.EqualTo(_place.Metrics("whole").Count), "no line is lost or doubled");
    }

    [Test]
    public void Ctrl_C_saves_and_the_run_goes_on_identically()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("a console signal cannot be sent to another process here");
        }

        string[] options = ["--sparsity", "0.5", "--epochs", "6"];
        Assert.That(Strnn.Run(_place.TrainArguments("whole", options)).ExitCode, Is.Zero);

        CliResult interrupted;
        using (var child = ChildProcess.Start(_place.TrainArguments("stopped", options)))
        {
            child.WaitUntil(() => _place.StepsLogged("stopped") >= 1, "10 steps were done");
            child.Interrupt();
            interrupted = child.Wait();
        }

        Assert.That(interrupted.ExitCode, Is.EqualTo(130), interrupted.Error);
        Assert.That(interrupted.Out, Does.Contain("Interrupted; saved").And.Contain("--resume"));
        var resumed = Strnn.Run("train", "lm", "--resume", "--out", _place.At("stopped"));
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(_place.LastCheckpoint("stopped"), Is.EqualTo(_place.LastCheckpoint("whole")));
    }

    [Test]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var devices = Strnn.Run("devices", "--json").Json;
        bool isAvailable = devices.GetProperty("providers").EnumerateArray()
            .Single(provider => provider.GetProperty("name").GetString() == "cpu")
            .GetProperty("available").GetBoolean();
        if (!isAvailable && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Ignore("the cpu backend is not available: build the native library");
        }

        foreach (string threads in new[] { "1", "2" })
        {
            var result = Strnn.Run(_place.TrainArguments(
                threads, "--sparsity", "0.5", "--hidden", "48", "--backend", "cpu", "--threads", threads,
                "--epochs", "1"));
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }

        Assert.That(_place.LastCheckpoint("1"), Is.EqualTo(_place.LastCheckpoint("2")));
    }

    [Test]
    public void The_step_limit_stops_saves_and_does_not_shorten_schedules()
    {
        string[] options = ["--sparsity", "0.5"];
        Assert.That(Strnn.Run(_place.TrainArguments("whole", options)).ExitCode, Is.Zero);
        var limited = Strnn.Run(_place.TrainArguments("limited", [.. options, "--max-steps", "13"]));

        Assert.That(limited.ExitCode, Is.Zero);
        Assert.That(limited.Out, Does.Contain("Stopped at --max-steps"));
        Assert.That(Strnn.Run("train", "lm", "--resume", "--out", _place.At("limited")).ExitCode, Is.Zero);
        Assert.That(_place.LastCheckpoint("limited"), Is.EqualTo(_place.LastCheckpoint("whole")));
    }

    [Test]
    public void Resuming_without_a_checkpoint_starts_over_and_says_so()
    {
        var result = Strnn.Run(_place.TrainArguments("new", "--resume", "--max-steps", "2"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("no checkpoint").And.Contain("starts over"));
    }

    [TestCase("--lr", "9", "training.lr")]
    [TestCase("--hidden", "13", "model.hidden")]
    [TestCase("--epochs", "3", "training.epochs")]
    [TestCase("--sparsity", "0.9", "method")]
    [TestCase("--backend", "cpu", "backend.name")]
    [TestCase("--preset", "ptb-lstm-large", "preset")]
    [TestCase("--train-tokens", "100", "data.train_tokens")]
    public void Options_that_contradict_the_run_are_refused(string option, string value, string key)
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));

        var result = Strnn.Run("train", "lm", "--resume", "--out", _place.At("run"), option, value);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain(key).And.Contain("config.json"));
    }

    [Test]
    public void A_changed_corpus_is_refused()
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));
        File.AppendAllText(Path.Combine(_place.Data, "train.txt"), "word1 word2\n");

        var result = Strnn.Run("train", "lm", "--resume", "--out", _place.At("run"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain("have changed"));
    }

    [Test]
    public void A_finished_run_is_left_as_it_is()
    {
        Strnn.Run(_place.TrainArguments("run", "--epochs", "1"));
        byte[] metrics = File.ReadAllBytes(Path.Combine(_place.At("run"), "metrics.jsonl"));

        var result = Strnn.Run("train", "lm", "--resume", "--out", _place.At("run"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("is finished").And.Contain("Done: perplexity"));
        Assert.That(File.ReadAllBytes(Path.Combine(_place.At("run"), "metrics.jsonl")), Is.EqualTo(metrics));
    }
}
