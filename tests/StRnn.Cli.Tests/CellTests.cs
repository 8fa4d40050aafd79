using StRnn.Cli.Tests.Support;
using StRnn.Layers.Cells;

namespace StRnn.Cli.Tests;

/// <summary>The cells of the catalogue, from <c>train</c> to <c>generate</c>, and what is refused of them.</summary>
[TestFixture("cpu")]
[TestFixture("reference")]
public sealed class CellTests(string backend)
{
    private static IEnumerable<string[]> Cells =>
    [
        .. CellCatalog.All.Select(cell => (string[])["--cell", cell.Name]), ["--cell", "gru", "--reset", "before"],
    ];

    /// <summary>Trained sparse, evaluated with the run's own loss, continued, resumed, counted, compared.</summary>
    [Test]
    public void A_language_model_passes_through_every_command([ValueSource(nameof(Cells))] string[] cell)
    {
        using var place = new Workplace();
        string[] train = [.. cell, "--layers", "2", "--sparsity", "0.5", "--separate-gates", "--backend", backend];
        var trained = Strnn.Run(place.TrainArguments("run", train));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        double logged = place.Metrics("run")
            .Last(line => line.GetProperty("event").GetString() == "eval"
                && line.GetProperty("split").GetString() == "test").GetProperty("loss").GetDouble();
        Assert.That(logged, Is.LessThan(Math.Log(13)), "better than chance over 13 words");
        Assert.That(
            Strnn.Run("eval", place.At("run"), "--split", "test", "--backend", backend, "--json").Json
                .GetProperty("loss").GetDouble(),
            Is.EqualTo(logged));
        var generated = Strnn.Run(
            "generate", place.At("run"), "--prompt", "word1", "--tokens", "3", "--backend", backend);
        Assert.That(generated.ExitCode, Is.Zero, generated.Error);
        var inspected = Strnn.Run("inspect", place.At("run"));
        Assert.That(inspected.Out, Does.Contain($"{cell[1]}.weight_ih_l1"));

        var stopped = Strnn.Run(place.TrainArguments("halves", [.. train, "--max-steps", "7"]));
        Assert.That(stopped.ExitCode, Is.Zero, stopped.Error);
        Assert.That(Strnn.Run("train", "lm", "--resume", "--out", place.At("halves")).ExitCode, Is.Zero);
        Assert.That(place.LastCheckpoint("halves"), Is.EqualTo(place.LastCheckpoint("run")));
        var distance = Strnn.Run("topology-distance", place.At("run"), place.At("halves"));
        Assert.That(distance.ExitCode, Is.Zero, distance.Error);
        Assert.That(distance.Out, Does.Contain($"{cell[1]} layer 1"));
    }

    [Test]
    public void A_classifier_reads_in_both_directions(
        [ValueSource(nameof(Cells))] string[] cell, [Values("last", "mean")] string pooling)
    {
        using var place = new ReviewPlace(backend);
        string[] shape =
            [.. cell, "--layers", "2", "--bidirectional", "--pooling", pooling, "--mask-padding", "--epochs", "6"];
        var trained = Strnn.Run(place.TrainArguments("run", shape));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        Assert.That(trained.Out, Does.Contain($"{cell[1]} in both directions"));
        string config = File.ReadAllText(Path.Combine(place.At("run"), "config.json"));
        Assert.That(config, Does.Contain("\"bidirectional\": true"));
        var counted = Strnn.Run("inspect", place.At("run"));
        Assert.That(counted.Out, Does.Contain($"{cell[1]}.weight_ih_l1_reverse"));
        var refused = Strnn.Run("topology-distance", place.At("run"), place.At("run"));
        Assert.That(refused.Error, Does.Contain("both directions"));
    }

    [Test]
    public void A_structured_classifier_in_both_directions_is_penalised_by_pairs_of_units()
    {
        using var place = new ReviewPlace(backend);
        var trained = Strnn.Run(place.TrainArguments(
            "run", "--cell", "gru", "--bidirectional", "--method", "iss", "--epochs", "2"));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        var extracted = Strnn.Run("extract", place.At("run"), "--out", place.At("small"));
        Assert.That(extracted.ExitCode, Is.Zero, extracted.Error);
    }

    [TestCase("--bidirectional", "the words that it has to predict")]
    [TestCase("--cell lstm --reset before", "--reset cannot be used with --cell lstm")]
    [TestCase("--cell mingru --depth 2", "--depth cannot be used with --cell mingru")]
    [TestCase("--cell rhn --layers 2", "--layers cannot be used with --cell rhn")]
    [TestCase("--cell gru --reset middle", "after, before")]
    public void What_a_language_model_cannot_have_is_refused(string options, string reason)
    {
        using var place = new Workplace(trainSentences: 20);
        var result = Strnn.Run(place.TrainArguments("run", [.. options.Split(' '), "--backend", backend]));
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.Contain(reason));
        Assert.That(Directory.Exists(place.At("run")), Is.False, "nothing is written");
    }

    [Test]
    public void A_preset_is_counted_and_measured_with_another_cell()
    {
        var lstm = Strnn.Run("inspect", "--preset", "ptb-lstm-small", "--json").Json;
        var gru = Strnn.Run("inspect", "--preset", "ptb-lstm-small", "--cell", "gru", "--json").Json;
        var min = Strnn.Run("inspect", "--preset", "ptb-lstm-small", "--cell", "mingru", "--json").Json;
        long Weights(System.Text.Json.JsonElement json) => json.GetProperty("tensors").EnumerateArray()
            .Where(tensor => tensor.GetProperty("name").GetString()!.Contains("weight_", StringComparison.Ordinal))
            .Sum(tensor => tensor.GetProperty("nnz").GetInt64());
        Assert.That(Weights(lstm), Is.EqualTo(2 * 8 * 200 * 200));
        Assert.That(Weights(gru), Is.EqualTo(2 * 6 * 200 * 200));
        Assert.That(Weights(min), Is.EqualTo(2 * 2 * 200 * 200));
        var bench = Strnn.Run(
            "bench", "--preset", "ptb-lstm-small", "--cell", "gru", "--hidden", "8", "--vocabulary", "20", "--seconds",
            "0.01", "--backend", backend);
        Assert.That(bench.ExitCode, Is.Zero, bench.Error);
        Assert.That(bench.Out, Does.StartWith("ptb-lstm-small as gru"));
        Assert.That(
            Strnn.Run("inspect", "--preset", "imdb", "--cell", "rhn").Error, Does.Contain("a classifier: use one of"));
    }
}
