using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class TopologyDistanceTests
{
    private Workplace _place = null!;

    [SetUp]
    public void SetUp() => _place = new Workplace();

    [TearDown]
    public void TearDown() => _place.Dispose();

    [Test]
    public void Runs_of_two_seeds_differ_and_a_run_does_not_differ_from_itself()
    {
        Train("one", "--sparsity", "0.5", "--seed", "1");
        Train("two", "--sparsity", "0.5", "--seed", "2");

        var between = Strnn.Run("topology-distance", _place.At("one"), _place.At("two"), "--json");
        Assert.That(between.ExitCode, Is.Zero, between.Error);
        Assert.That(between.Json.GetProperty("distance").GetDouble(), Is.GreaterThan(0.1).And.LessThan(1));
        Assert.That(
            between.Json.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "embedding", "lstm layer 0", "lstm layer 1", "decoder" }));

        var self = Strnn.Run("topology-distance", _place.At("one"), _place.At("one"), "--json");
        Assert.That(self.Json.GetProperty("distance").GetDouble(), Is.Zero);
        Assert.That(self.Json.GetProperty("in_place").GetDouble(), Is.Zero);
        Assert.That(self.Error, Is.Empty);
    }

    /// <summary>The newest checkpoint lies a topology update behind the best one.</summary>
    [Test]
    public void Checkpoints_of_one_run_differ_by_what_was_pruned_and_regrown()
    {
        Train("run", "--sparsity", "0.5", "--lr", "1e-9", "--prune-rate", "0.5");
        string best = Path.Combine(_place.At("run"), "best.safetensors"),
            last = Path.Combine(_place.At("run"), "last.safetensors");

        var result = Strnn.Run("topology-distance", best, last, "--json");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Json.GetProperty("in_place").GetDouble(), Is.GreaterThan(0).And.LessThan(0.7));
        Assert.That(
            Strnn.Run("topology-distance", _place.At("run"), last, "--json").Json.GetProperty("first").GetString(),
            Is.EqualTo(best));
        var both = Strnn.Run("topology-distance", best, last, "--checkpoint", "best");
        Assert.That(both.ExitCode, Is.EqualTo(2));
        Assert.That(both.OnlyError, Does.Contain("leave out --checkpoint"));
    }

    [Test]
    public void The_table_names_layers_and_tensors_of_an_Rhn()
    {
        Train("one", "--sparsity", "0.5", "--cell", "rhn", "--depth", "2");
        Train("two", "--sparsity", "0.5", "--cell", "rhn", "--depth", "2", "--seed", "2");

        var result = Strnn.Run("topology-distance", _place.At("one"), _place.At("two"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            result.Out, Does.Contain("rhn.weight_hidden_d1").And.Contain("decoder (tied)").And.Contain("network"));
    }

    [Test]
    public void Models_that_cannot_be_compared_are_one_clear_line()
    {
        Train("sparse", "--sparsity", "0.5");
        Train("wide", "--sparsity", "0.5", "--hidden", "16");
        Train("dense");

        Refused("different shapes", "sparse", "wide");
        Refused("Both networks are dense", "dense", "dense");
        Assert.That(
            Strnn.Run("topology-distance", _place.At("sparse"), _place.At("nowhere.safetensors")).OnlyError,
            Does.Contain("nowhere.safetensors' does not exist"));

        void Refused(string expected, params string[] runs)
        {
            var result = Strnn.Run(["topology-distance", .. runs.Select(_place.At)]);
            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.OnlyError, Does.Contain(expected));
            Assert.That(result.Out, Is.Empty);
        }
    }

    [Test]
    public void Other_words_are_a_warning()
    {
        Train("one", "--sparsity", "0.5");
        Train("two", "--sparsity", "0.5");
        string vocabulary = Path.Combine(_place.At("two"), "vocabulary.txt");
        File.WriteAllLines(vocabulary, File.ReadAllLines(vocabulary).Reverse());

        Assert.That(
            Strnn.Run("topology-distance", _place.At("one"), _place.At("two")).Error,
            Does.StartWith("warning:").And.Contain("number by number"));
    }

    [Test]
    public void Other_words_of_two_classifiers_are_a_warning()
    {
        using var place = new ReviewPlace("cpu");
        foreach (string run in new[] { "one", "two" })
        {
            Assert.That(Strnn.Run(place.TrainArguments(run, "--method", "st", "--epochs", "1")).ExitCode, Is.Zero);
        }

        string vocabulary = Path.Combine(place.At("two"), "vocabulary.json");
        Assert.That(Strnn.Run("topology-distance", place.At("one"), place.At("two")).Error, Is.Empty);
        File.WriteAllText(vocabulary, File.ReadAllText(vocabulary) + "\n");
        Assert.That(
            Strnn.Run("topology-distance", place.At("one"), place.At("two")).Error,
            Does.StartWith("warning:").And.Contain("word"));
    }

    private void Train(string run, params string[] options)
    {
        var result = Strnn.Run(_place.TrainArguments(run, options));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }
}
