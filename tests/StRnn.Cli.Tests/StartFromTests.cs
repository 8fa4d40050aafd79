using System.Text.Json;
using StRnn.Backends.Reference;
using StRnn.Cli.Tests.Support;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Tests;

/// <summary>Fine-tuning by the tool, which is the library's <c>StartFrom</c>.</summary>
public sealed class StartFromTests
{
    private Workplace _place = null!;

    [SetUp]
    public void TrainFirst()
    {
        _place = new Workplace();
        Train("first", "--sparsity", "0.5");
    }

    [TearDown]
    public void CleanUp() => _place.Dispose();

    [Test]
    public void It_is_the_librarys_to_the_last_bit_and_goes_on_when_interrupted()
    {
        string other = OtherData();
        string[] more = ["--data", other, "--lr", "1", "--epochs", "3", "--backend", "reference"];
        var whole = Strnn.Run(Tuned("tool", more));
        Assert.That(whole.ExitCode, Is.Zero, whole.Error);
        Assert.That(whole.Out, Does.Contain($"the best weights of '{_place.At("first")}'"));

        using (var backend = new ReferenceBackend<float>())
        {
            var config = Run.Open(_place.At("first")).FineTuning(other);
            config = config with { Training = config.Training with { Lr = 1, Epochs = 3 } };
            using var training = Run.Begin(_place.At("library"), config, backend);
            training.Train();
        }

        Assert.That(_place.LastCheckpoint("library"), Is.EqualTo(_place.LastCheckpoint("tool")));
        Assert.That(Strnn.Run(Tuned("parts", [.. more, "--max-steps", "5"])).ExitCode, Is.Zero);
        Directory.Delete(_place.At("first"), recursive: true);
        var resumed = Strnn.Run("train", "lm", "--resume", "--out", _place.At("parts"), "--backend", "reference");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(_place.LastCheckpoint("parts"), Is.EqualTo(_place.LastCheckpoint("tool")));
        var wrong = Strnn.Run(
            "train", "lm", "--resume", "--start-from", _place.At("tool"), "--out", _place.At("parts"));
        Assert.That(wrong.Error, Does.Contain("start_from is").And.Contain("on the command line"));
    }

    /// <summary>Words, shape, method and recipe are the other run's; its data too, where no others are named.</summary>
    [Test]
    public void What_no_option_changes_is_that_of_the_other_run()
    {
        var tuned = Strnn.Run(Tuned("second", "--epochs", "1", "--backend", "reference"));
        Assert.That(tuned.ExitCode, Is.Zero, tuned.Error);
        var (before, after) = (Config("first"), Config("second"));
        foreach (string key in new[] { "model", "method", "data", "preset" })
        {
            Assert.That(after.GetProperty(key).GetRawText(), Is.EqualTo(before.GetProperty(key).GetRawText()), key);
        }

        Assert.That(after.GetProperty("start_from").GetString(), Is.EqualTo(_place.At("first")));
        Assert.That(after.GetProperty("training").GetProperty("epochs").GetInt32(), Is.EqualTo(1));
        Assert.That(before.TryGetProperty("start_from", out _), Is.False);
        Assert.That(Strnn.Run("eval", _place.At("second"), "--backend", "reference").ExitCode, Is.Zero);
        Assert.That(Strnn.Run("inspect", _place.At("second")).ExitCode, Is.Zero);
    }

    /// <summary>A dense model becomes sparse on the way, by a method that begins dense.</summary>
    [Test]
    public void A_dense_model_is_pruned_by_a_method_that_begins_dense()
    {
        Train("dense", "--method", "dense");
        var pruned = Strnn.Run(
            "train", "lm", "--start-from", _place.At("dense"), "--method", "gmp", "--sparsity", "0.6", "--epochs", "3",
            "--update-every", "5", "--out", _place.At("pruned"), "--backend", "reference");
        Assert.That(pruned.ExitCode, Is.Zero, pruned.Error);
        var account = Run.Open(_place.At("pruned")).Inspect().Account;
        Assert.That(account.SparseDensity, Is.EqualTo(0.4).Within(0.02));
    }

    /// <summary>Whatever is wrong is found before the folder is taken, so that the next try may use it.</summary>
    [TestCase("holds a model of another shape, 2x12 lstm", "--layers", "1")]
    [TestCase("holds a model of another shape, 2x12 lstm", "--hidden", "16")]
    [TestCase("has its connections (sparsity 0.5), not those of sparsity 0.8", "--sparsity", "0.8")]
    [TestCase("starts sparse, and the checkpoint's weights are dense", "--start-from", "dense", "--method", "st",
        "--sparsity", "0.5")]
    [TestCase("holds no run", "--start-from", "nowhere")]
    [TestCase("--preset cannot be used with --start-from", "--preset", "ptb-lstm-large")]
    [TestCase("There is no file or directory", "--data", "nowhere")]
    [TestCase("holds a run of another task", "--start-from", "reviews/run")]
    public void What_does_not_fit_is_one_line_and_takes_no_folder(string message, params string[] more)
    {
        if (message.StartsWith("starts sparse", StringComparison.Ordinal))
        {
            // Its configuration says another number of connections, too: as of a run of an older version.
            Train("dense", "--method", "dense");
            string path = Path.Combine(_place.At("dense"), "config.json");
            File.Copy(Path.Combine(_place.At("first"), "config.json"), path, overwrite: true);
        }

        using var reviews = new ReviewPlace();
        if (more.Contains("reviews/run"))
        {
            Assert.That(Strnn.Run(reviews.TrainArguments("run", "--epochs", "1")).ExitCode, Is.Zero);
        }

        string[] arguments = [.. more.Select((each, i) => i > 0 && more[i - 1] is "--start-from" or "--data"
            ? each == "reviews/run" ? reviews.At("run") : _place.At(each)
            : each)];
        string[] start = more.Contains("--start-from") ? [] : ["--start-from", _place.At("first")];
        var refused = Strnn.Run(
            ["train", "lm", .. start, .. arguments, "--out", _place.At("second"), "--backend", "reference"]);
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain(message));
        Assert.That(
            refused.Error.Split('\n').Count(line => line.StartsWith("error:", StringComparison.Ordinal)),
            Is.EqualTo(1));
        Assert.That(refused.Error, Does.Not.Contain("internal error"));
        Assert.That(File.Exists(Path.Combine(_place.At("second"), "config.json")), Is.False);
        var next = Strnn.Run(Tuned("second", "--epochs", "1", "--backend", "reference"));
        Assert.That(next.ExitCode, Is.Zero, next.Error);
    }

    [Test]
    public void A_classifier_goes_on_with_other_texts_and_for_several_seeds()
    {
        using var reviews = new ReviewPlace();
        Assert.That(Strnn.Run(reviews.TrainArguments("first")).ExitCode, Is.Zero);
        string other = reviews.Write("other.csv", ReviewPlace.Texts(80, seed: 5));
        var tuned = Strnn.Run(
            "train", "classify", "--start-from", reviews.At("first"), "--data", other, "--epochs", "1",
            "--repeats", "2", "--out", reviews.At("tuned"), "--backend", "reference");
        Assert.That(tuned.ExitCode, Is.Zero, tuned.Error);
        var first = Run.Open(reviews.At("first"));
        foreach (string seed in new[] { "seed-1", "seed-2" })
        {
            var run = Run.Open(Path.Combine(reviews.At("tuned"), seed));
            Assert.That(run.ReadWordIndex().Words, Is.EqualTo(first.ReadWordIndex().Words));
            Assert.That(((ClassifierConfig)run.Config).Data.Name, Is.EqualTo(other));
        }
    }

    [Test]
    public void The_help_says_what_it_does()
    {
        foreach (string task in new[] { "lm", "classify" })
        {
            string help = Strnn.Run("train", task, "--help").Out;
            Assert.That(help, Does.Contain("--start-from <RUN>").And.Contain("fine-tuning"));
            Assert.That(help.Split("Examples:")[1], Does.Contain("--start-from"));
        }
    }

    /// <summary>A program that sets what makes no sense hears it before anything is written.</summary>
    [Test]
    public void Settings_without_sense_are_refused_before_anything_is_written()
    {
        using var backend = new ReferenceBackend<float>();
        var config = Run.Open(_place.At("first")).FineTuning();
        foreach (var (wrong, message) in new (TrainingConfig, string)[]
        {
            (config.Training with { LogEvery = 0 }, "training.log_every is 0: it must be at least 1"),
            (config.Training with { Epochs = 0 }, "training.epochs is 0"),
            (config.Training with { Lr = double.NaN }, "training.lr is NaN"),
            (config.Training with { Optimizer = "none" }, "there is no optimiser 'none'"),
            (config.Training with { LrConstantEpochs = "soon" }, "makes no sense"),
        })
        {
            var error = Assert.Throws<RunException>(
                () => Run.Begin(_place.At("wrong"), config with { Training = wrong }, backend))!;
            Assert.That(error.Problem, Is.EqualTo(RunProblem.Contradiction));
            Assert.That(error.Message, Does.Contain(message));
            Assert.That(Directory.Exists(_place.At("wrong")), Is.False);
        }

        Assert.That(backend.LiveBufferCount, Is.Zero);
    }

    private void Train(string run, params string[] more)
    {
        var trained = Strnn.Run(_place.TrainArguments(run, more));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
    }

    private string[] Tuned(string run, params string[] more)
        => ["train", "lm", "--start-from", _place.At("first"), "--out", _place.At(run), .. more];

    private string OtherData()
    {
        string folder = _place.At("other");
        Directory.CreateDirectory(folder);
        foreach (string split in new[] { "train", "valid", "test" })
        {
            File.WriteAllText(
                Path.Combine(folder, $"{split}.txt"),
                string.Concat(Enumerable.Repeat("word3 word3 word5 word4 word3\n", 60)));
        }

        return folder;
    }

    private JsonElement Config(string run)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(_place.At(run), "config.json"))).RootElement;
}
