using System.Text.Json;
using StRnn.Cli.Tests.Support;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Tests;

/// <summary>
/// Optimisers that average, the parameterization by width and density, and what chooses a classifier's epoch.
/// </summary>
public sealed class RecipeTests
{
    [Test]
    public void An_averaging_run_is_resumed_to_the_same_bits_and_evaluated_by_its_average(
        [Values("nt-asgd", "snt-asgd")] string optimizer, [Values("cpu", "reference")] string backend)
    {
        using var place = new Workplace();
        string[] options =
        [
            "--optimizer", optimizer, "--averaging-interval", "1", "--sparsity", "0.5", "--epochs", "8", "--lr", "20",
            "--backend", backend,
        ];
        Train(place.TrainArguments("whole", options));
        Train([.. place.TrainArguments("parts", options), "--max-steps", "150"]);
        Train(["train", "lm", "--resume", "--out", place.At("parts"), "--backend", backend]);
        Assert.That(place.LastCheckpoint("parts"), Is.EqualTo(place.LastCheckpoint("whole")));
        var config = Config(place, "whole").GetProperty("training");
        Assert.That(config.GetProperty("optimizer").GetString(), Is.EqualTo(optimizer));
        Assert.That(config.GetProperty("momentum").GetDouble(), Is.Zero);
        Assert.That(config.GetProperty("lr_decay").GetDouble(), Is.EqualTo(1), "the papers keep the rate");

        // The last line of the validations of an averaging run is what 'eval' finds in its newest checkpoint.
        var last = place.Metrics("whole").Last(line => line.GetProperty("event").GetString() == "eval"
            && line.GetProperty("split").GetString() == "valid");
        var evaluated = Strnn.Run(
            "eval", place.At("whole"), "--split", "valid", "--checkpoint", "last", "--json", "--backend", backend);
        Assert.That(evaluated.ExitCode, Is.Zero, evaluated.Error);
        using (var checkpoint = Checkpoint.Open(Path.Combine(place.At("whole"), "last.safetensors")))
        {
            Assert.That(
                checkpoint.Metadata["strnn.progress"], Does.Contain("\"is_averaging\":true"),
                "the rate is high enough for the validation to stall");
        }

        Assert.That(
            evaluated.Json.GetProperty("loss").GetDouble(),
            Is.EqualTo(last.GetProperty("loss").GetDouble()).Within(0.2), "but for the last topology update");
    }

    [TestCase("--optimizer snt-asgd", "needs --lr")]
    [TestCase("--optimizer snt-asgd --lr 1 --momentum 0.9", "--momentum cannot be used with --optimizer snt-asgd")]
    [TestCase("--averaging-interval 3", "no effect with --optimizer sgd")]
    [TestCase("--optimizer snt-asgd --lr 1 --sparsity 0.5 --reset-optimizer true", "resets the optimiser's state")]
    [TestCase("--base-width 4", "no effect without --parameterization smupar")]
    [TestCase("--parameterization smupar", "needs --base-width")]
    [TestCase("--parameterization smupar --base-width 4 --sparsity 0.5 --init-scale widened", "choose one")]
    [TestCase("--parameterization smupar --base-width 4 --cell rhn", "not tied")]
    public void What_does_not_fit_together_is_one_line_and_no_run(string options, string expected)
    {
        using var place = new Workplace();
        string[] given = options.Split(' ');
        var result = Strnn.Run(
            ["train", "lm", "--data", place.Data, "--out", place.At("run"), "--backend", "reference", .. given]);
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.OnlyError, Does.Contain(expected));
        Assert.That(File.Exists(Path.Combine(place.At("run"), "config.json")), Is.False);
    }

    [Test]
    public void The_parameterization_is_stored_resumed_and_inspected()
    {
        using var place = new Workplace();
        string[] options =
            ["--parameterization", "smupar", "--base-width", "6", "--sparsity", "0.75", "--momentum", "0.9"];
        Train(place.TrainArguments("whole", options));
        Train([.. place.TrainArguments("parts", options), "--max-steps", "7"]);
        Train(["train", "lm", "--resume", "--out", place.At("parts"), "--backend", "reference"]);
        Assert.That(place.LastCheckpoint("parts"), Is.EqualTo(place.LastCheckpoint("whole")));
        Train(place.TrainArguments("standard", options[4..]));
        Assert.That(place.LastCheckpoint("standard"), Is.Not.EqualTo(place.LastCheckpoint("whole")));
        Assert.That(Config(place, "whole").GetProperty("parameterization").GetProperty("base_width").GetInt32(),
            Is.EqualTo(6));
        Assert.That(Config(place, "standard").TryGetProperty("parameterization", out _), Is.False);
        var hidden = Strnn.Run("inspect", place.At("whole"), "--json").Json.GetProperty("tensors").EnumerateArray()
            .Single(tensor => tensor.GetProperty("name").GetString() == "lstm.weight_hh_l0");
        Assert.That(hidden.GetProperty("learning_rate_factor").GetDouble(), Is.EqualTo(4), "sgd: 1 / density");
        Assert.That(
            hidden.GetProperty("initial_range_factor").GetDouble(), Is.EqualTo(1 / Math.Sqrt(2 * 0.25)).Within(1e-12));
        Assert.That(Strnn.Run("inspect", place.At("whole")).Out, Does.Contain("lr x"));
    }

    /// <summary>The table has lookups and products, and rigl reads the dense gradient of both.</summary>
    [Test]
    public void A_tied_lstm_trains_sparse_and_is_resumed_to_the_same_bits(
        [Values("st", "rigl")] string method, [Values("cpu", "reference")] string backend)
    {
        using var place = new Workplace();
        string[] options =
        [
            "--tied", "--sparsity", "0.5", "--method", method, "--update-every", "5", "--prune-rate", "0.2",
            "--epochs", "5", "--backend", backend,
        ];
        Train(place.TrainArguments("whole", options));
        Train([.. place.TrainArguments("parts", options), "--max-steps", "33"]);
        Train(["train", "lm", "--resume", "--out", place.At("parts"), "--backend", backend]);
        Assert.That(place.LastCheckpoint("parts"), Is.EqualTo(place.LastCheckpoint("whole")));
        Assert.That(
            place.Metrics("whole")[^1].GetProperty("loss").GetDouble(), Is.LessThan(Math.Log(13)), "above chance");
        string[] names = [.. Strnn.Run("inspect", place.At("whole"), "--json").Json.GetProperty("tensors")
            .EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString()!)];
        Assert.That(names, Has.Member("embedding.weight").And.Member("decoder.bias").And.No.Member("decoder.weight"));
        Assert.That(
            Strnn.Run("topology-distance", place.At("whole"), place.At("parts")).ExitCode, Is.Zero, "the same model");
    }

    [Test]
    public void Test_texts_choose_the_epoch_only_when_asked_to()
    {
        using var place = new ReviewPlace();
        Train(place.TrainArguments("clean"));
        Train(place.TrainArguments("by-test", "--choose-by", "test", "--unknown-words", "keep"));
        var clean = ReviewConfig(place, "clean").GetProperty("data");
        Assert.That(clean.TryGetProperty("chosen_by_test", out _), Is.False);
        Assert.That(clean.TryGetProperty("keeps_unknown_words", out _), Is.False);
        var data = ReviewConfig(place, "by-test").GetProperty("data");
        Assert.That(data.GetProperty("chosen_by_test").GetBoolean());
        Assert.That(data.GetProperty("train_texts").GetInt32(), Is.EqualTo(128), "all but the fifth to test on");
        Assert.That(clean.GetProperty("train_texts").GetInt32(), Is.EqualTo(128), "validation texts included");
        var lines = File.ReadAllLines(Path.Combine(place.At("by-test"), "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(Best("valid"), Is.EqualTo(Best("test")), "the same texts");
        Assert.That(
            Strnn.Run("classify", place.At("by-test"), "nobody knows this", "--json").Json.GetProperty("words")
                .GetInt32(),
            Is.EqualTo(3), "unknown words are words");

        double Best(string split) => lines
            .Where(line => line.GetProperty("event").GetString() == "eval"
                && line.GetProperty("split").GetString() == split)
            .Max(line => line.GetProperty("accuracy").GetDouble());
    }

    private static void Train(string[] arguments)
    {
        var result = Strnn.Run(arguments);
        Assert.That(result.ExitCode, Is.Zero.Or.EqualTo(3), result.Error);
    }

    private static JsonElement Config(Workplace place, string run)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(place.At(run), "config.json"))).RootElement;

    private static JsonElement ReviewConfig(ReviewPlace place, string run)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(place.At(run), "config.json"))).RootElement;
}
