using System.Text.Json;
using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary><c>--connections unit</c> from training to inspection, and what is refused of it.</summary>
public sealed class UnitConnectionTests
{
    [Test]
    public void A_language_model_trains_stops_resumes_and_is_shown([Values("lstm", "rhn", "mingru")] string cell)
    {
        using var place = new Workplace();
        string[] train =
        [
            "--cell", cell, "--sparsity", "0.5", "--momentum", "0.9", "--lr", "0.5", "--connections", "unit",
            "--block-magnitude", "largest",
        ];
        var trained = Strnn.Run(place.TrainArguments("run", train));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        Assert.That(trained.Out, Does.Contain("connections of the gates of a unit"));
        Assert.That(place.Metrics("run")[^1].GetProperty("density").GetDouble(), Is.EqualTo(0.5).Within(0.01));
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(place.At("run"), "config.json"))).RootElement;
        Assert.That(
            config.GetProperty("model").GetProperty("connections").EnumerateObject()
                .Select(field => $"{field.Name} {field.Value}"),
            Is.EqualTo(new[] { "block_height 4", "magnitude largest" }));

        Assert.That(Strnn.Run(place.TrainArguments("halves", [.. train, "--max-steps", "7"])).ExitCode, Is.Zero);
        var resumed = Strnn.Run("train", "lm", "--resume", "--out", place.At("halves"));
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(place.LastCheckpoint("halves"), Is.EqualTo(place.LastCheckpoint("run")));

        string blocks = cell == "lstm" ? "4 of a unit" : "2 of a unit";
        Assert.That(Strnn.Run("inspect", place.At("run")).Out, Does.Contain(blocks));
        var distance = Strnn.Run("topology-distance", place.At("run"), place.At("halves"));
        Assert.That(distance.Out, Does.Contain(blocks), distance.Error);
        var evaluated = Strnn.Run("eval", place.At("run"), "--backend", "reference", "--json");
        Assert.That(evaluated.ExitCode, Is.Zero, evaluated.Error);

        // Other connections are another model.
        foreach (string[] asked in new[] { new[] { "--recurrent-block-height", "1" }, ["--connections", "weight"] })
        {
            var other = Strnn.Run(["train", "lm", "--resume", "--out", place.At("halves"), .. asked]);
            Assert.That(other.ExitCode, Is.Not.Zero);
            Assert.That(other.Error, Does.Contain("model.connections"));
        }
    }

    [Test]
    public void A_classifier_trains()
    {
        using var place = new ReviewPlace("reference");
        var result = Strnn.Run(place.TrainArguments("run", ["--method", "st", "--connections", "unit"]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(Strnn.Run("inspect", place.At("run")).Out, Does.Contain("4 of a unit"));
    }

    /// <summary>As many weights as connections of one weight: the density is theirs, in whole blocks.</summary>
    [Test]
    public void The_large_model_has_the_papers_number_of_weights()
    {
        var inspection = Strnn.Run(
            "inspect", "--preset", "ptb-lstm-large", "--sparsity", "0.67", "--connections", "unit", "--json");
        Assert.That(inspection.ExitCode, Is.Zero, inspection.Error);
        Assert.That(
            inspection.Json.GetProperty("totals").GetProperty("weights").GetInt64(),
            Is.EqualTo(21_780_000).Within(4 * 6));
        var heights = inspection.Json.GetProperty("tensors").EnumerateArray().ToDictionary(
            tensor => tensor.GetProperty("name").GetString()!,
            tensor => tensor.TryGetProperty("block_height", out var height) ? height.GetInt32() : 1);
        Assert.That(heights["embedding.weight"], Is.EqualTo(1));
        Assert.That(heights["lstm.weight_hh_l1"], Is.EqualTo(4));
        Assert.That(heights["decoder.weight"], Is.EqualTo(4));
        Assert.That(heights["decoder.bias"], Is.EqualTo(1));
    }

    [TestCase("--connections unit --cell gru", "A unit of a gru layer has 3 gates")]
    [TestCase("--block-height 4", "--block-height needs --connections unit")]
    [TestCase("--connections unit --block-height 3", "--block-height must be one of 1, 2, 4, 8, not '3'")]
    [TestCase("--connections unit --recurrent-block-height 8 --hidden 13", "a number of units that 2 divides")]
    public void Misuse_is_one_line(string options, string expected)
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments("run", ["--sparsity", "0.5", .. options.Split(' ')]));
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Error, Does.Contain(expected));
        Assert.That(result.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1).Or.Length.EqualTo(2), result.Error);
        Assert.That(Directory.Exists(place.At("run")), Is.False);
    }

    [Test]
    public void A_gru_may_block_its_decoder_alone()
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments(
            "run",
            ["--sparsity", "0.5", "--cell", "gru", "--connections", "unit", "--recurrent-block-height", "1"]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }

    [TestCase("dense")]
    [TestCase("iss")]
    public void A_dense_method_ignores_it_and_says_so(string method)
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments("run", ["--method", method, "--connections", "unit"]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Contain($"--method {method} ignores --connections unit"));
        Assert.That(
            File.ReadAllText(Path.Combine(place.At("run"), "config.json")), Does.Not.Contain("connections"));
    }
}
