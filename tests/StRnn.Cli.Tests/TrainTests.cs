using System.Text.Json;
using StRnn.Cli.Tests.Support;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Tests;

public sealed class TrainTests
{
    private Workplace _place = null!;

    [SetUp]
    public void SetUp() => _place = new Workplace();

    [TearDown]
    public void TearDown() => _place.Dispose();

    [Test]
    public void A_run_leaves_everything_needed_to_repeat_it()
    {
        var result = Strnn.Run(_place.TrainArguments("run", "--sparsity", "0.5", "--seed", "7"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            Directory.GetFiles(_place.At("run")).Select(Path.GetFileName),
            Is.EquivalentTo(
                new[] { "config.json", "metrics.jsonl", "last.safetensors", "best.safetensors", "vocabulary.txt" }));
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_place.At("run"), "config.json"))).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(config.GetProperty("program").GetString(), Does.StartWith("strnn "));
            Assert.That(config.GetProperty("preset").GetString(), Is.EqualTo("ptb-lstm-small"));
            Assert.That(config.GetProperty("data").GetProperty("sha256").GetString(), Has.Length.EqualTo(64));
            Assert.That(
                config.GetProperty("data").GetProperty("vocabulary_size").GetInt32(), Is.EqualTo(13),
                "12 words and <eos>");
            Assert.That(config.GetProperty("model").GetProperty("hidden").GetInt32(), Is.EqualTo(12));
            Assert.That(config.GetProperty("method").GetProperty("name").GetString(), Is.EqualTo("st"));
            Assert.That(config.GetProperty("method").GetProperty("prune_rate").GetDouble(), Is.EqualTo(0.7));
            Assert.That(config.GetProperty("training").GetProperty("seed").GetInt32(), Is.EqualTo(7));
            Assert.That(
                config.GetProperty("training").GetProperty("clip").GetDouble(), Is.EqualTo(0.25), "the preset's");
            Assert.That(config.GetProperty("backend").GetProperty("name").GetString(), Is.EqualTo("reference"));
            Assert.That(config.GetProperty("backend").GetProperty("instruction_set").GetString(), Is.Not.Empty);
            Assert.That(config.GetProperty("backend").GetProperty("threads").GetInt32(), Is.GreaterThan(0));
        });
    }

    [Test]
    public void Metrics_tell_steps_epochs_topology_and_the_end()
    {
        Strnn.Run(_place.TrainArguments("run", "--sparsity", "0.5"));

        var metrics = _place.Metrics("run");
        var topology = metrics.First(line => line.GetProperty("event").GetString() == "topology");
        Assert.Multiple(() =>
        {
            Assert.That(
                metrics.Select(line => line.GetProperty("event").GetString()).Distinct(),
                Is.EquivalentTo(new[] { "step", "epoch", "eval", "topology", "done" }));
            Assert.That(metrics[0].GetProperty("tokens_per_second").GetDouble(), Is.Positive);
            Assert.That(metrics[0].GetProperty("lr").GetDouble(), Is.EqualTo(5));
            Assert.That(topology.GetProperty("density").GetDouble(), Is.EqualTo(0.5).Within(1e-3));
            Assert.That(
                topology.GetProperty("pruned").GetInt64(), Is.EqualTo(topology.GetProperty("regrown").GetInt64()));
            Assert.That(
                topology.GetProperty("prune_rate").GetDouble(), Is.EqualTo(0.3525).Within(1e-9), "half of the cosine");
            Assert.That(metrics[^1].GetProperty("flops_paper").GetDouble(), Is.Positive);
        });
    }

    [Test]
    public void It_learns()
    {
        var result = Strnn.Run(_place.TrainArguments("run", "--epochs", "6"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        double best = _place.Metrics("run")[^1].GetProperty("perplexity").GetDouble();
        Assert.That(best, Is.LessThan(6), "of 13 words, two of equal chance follow each");
    }

    [Test]
    public void Every_candidate_learns(
        [Values("tanh", "selu", "spocu", "spocu-bounded", "identity")] string candidate,
        [Values(
            "lstm --lr 5",
            "rhn --lr 0.7 --depth 2 --dropout-embedding 0 --dropout-input 0 --dropout-hidden 0 --dropout-output 0")]
        string cell)
    {
        string[] options = ["--epochs", "14", "--backend", "cpu", "--sparsity", "0.3", "--cell", .. cell.Split(' ')];
        var result = Strnn.Run(_place.TrainArguments("run", [.. options, "--candidate", candidate]));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        double best = _place.Metrics("run")[^1].GetProperty("perplexity").GetDouble();
        Assert.That(best, Is.LessThan(8), "of 13 words, two of equal chance follow each");
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_place.At("run"), "config.json"))).RootElement;
        Assert.That(config.GetProperty("model").GetProperty("candidate").GetString(), Is.EqualTo(candidate));
        if (candidate != "tanh")
        {
            Assert.That(result.Out, Does.Contain($"{candidate} candidate"));
            Strnn.Run(_place.TrainArguments("tanh", options));
            Assert.That(_place.LastCheckpoint("run"), Is.Not.EqualTo(_place.LastCheckpoint("tanh")));
        }
    }

    /// <summary>
    /// The same draws times 1/sqrt(density): with next to no learning rate the checkpoints still say so.
    /// </summary>
    [Test]
    public void A_widened_range_scales_the_initial_values()
    {
        string[] options = ["--sparsity", "0.75", "--method", "static", "--lr", "1e-30", "--epochs", "1"];
        Strnn.Run(_place.TrainArguments("published", options));
        Strnn.Run(_place.TrainArguments("widened", [.. options, "--init-scale", "widened"]));
        using var published = Open("published");
        using var widened = Open("widened");

        float[] before = published.ReadFloats("lstm.weight_hh_l0.values"),
            after = widened.ReadFloats("lstm.weight_hh_l0.values");
        Assert.That(
            after.Zip(before, (wide, narrow) => wide / narrow), Has.All.EqualTo(2).Within(0.02),
            "density 0.25, but for what rounds per tensor");
    }

    /// <summary>
    /// Four numbers of connections that no update moves from gate to gate; else only their sum stays.
    /// </summary>
    [Test]
    public void Gates_have_connections_of_their_own_where_asked([Values] bool separate)
    {
        string[] options = ["--sparsity", "0.5", "--prune-rate", "0.5", "--epochs", "3"];
        Strnn.Run(_place.TrainArguments("run", separate ? [.. options, "--separate-gates"] : options));
        using var saved = Open("run");

        int[] offsets = saved.ReadInts("lstm.weight_hh_l0.row_offsets");
        int units = (offsets.Length - 1) / 4;
        int[] gates = [.. Enumerable.Range(0, 4).Select(gate => offsets[(gate + 1) * units] - offsets[gate * units])];
        Assert.That(gates.Sum(), Is.EqualTo(288), "half of 48 x 12");
        Assert.That(gates.Distinct().Count(), separate ? Is.EqualTo(1) : Is.GreaterThan(1));
    }

    /// <summary>Every kind of byte and FLOP that a run reports at its end, against what its model is.</summary>
    [Test]
    public void The_last_line_of_a_run_accounts_for_it()
    {
        Strnn.Run(_place.TrainArguments("run", "--sparsity", "0.5", "--momentum", "0.9", "--epochs", "2"));
        var metrics = _place.Metrics("run");
        var done = metrics[^1];
        long Bytes(string kind) => done.GetProperty($"{kind}_bytes").GetInt64();

        // 13 words, two layers of 12 units: embedding and decoder of 156, four matrices of 576, all at density 0.5;
        // the biases whole.
        const long Embedding = 156 / 2;
        const long Products = Embedding + (4 * 576 / 2);
        const long Weights = Embedding + Products;
        const long Values = Weights + (2 * 48) + 13;
        long tokens = metrics.Where(line => line.GetProperty("event").GetString() == "epoch")
            .Select(line => line.GetProperty("step").GetInt64()).Max() * 4 * 6;
        Assert.Multiple(() =>
        {
            Assert.That(done.GetProperty("nnz").GetInt64(), Is.EqualTo(Weights));
            Assert.That(Bytes("weight"), Is.EqualTo(4 * Values));
            Assert.That(Bytes("gradient"), Is.EqualTo(4 * Values));
            Assert.That(Bytes("optimizer"), Is.EqualTo(4 * Values), "momentum");
            Assert.That(Bytes("pattern"), Is.GreaterThanOrEqualTo(4 * Weights), "at least a column number each");
            Assert.That(Bytes("activation"), Is.Positive);
            Assert.That(
                done.GetProperty("inference_flops_per_token").GetDouble(), Is.EqualTo(2 * Products),
                "looking a word up is free");
            Assert.That(
                done.GetProperty("flops_paper").GetDouble(),
                Is.EqualTo(tokens * 2.0 * ((2 * Products) + Weights)).Within(1).Percent,
                "forward, backward, and the gradient of the whole embedding");
            Assert.That(
                done.GetProperty("flops_actual").GetDouble(),
                Is.EqualTo(tokens * 2.0 * ((3 * Products) + 6)).Within(1).Percent,
                "three products, and a row of the embedding");
            Assert.That(
                done.GetProperty("exploration_rate").GetDouble(), Is.GreaterThan(0.55).And.LessThanOrEqualTo(1),
                "half, and what has grown");
        });

        var inspected = Strnn.Run("inspect", _place.At("run"), "--json").Json;
        Assert.That(
            inspected.GetProperty("measured").GetProperty("activation_bytes").GetInt64(),
            Is.EqualTo(Bytes("activation")));
        Assert.That(
            inspected.GetProperty("exploration_rate").GetDouble(),
            Is.EqualTo(done.GetProperty("exploration_rate").GetDouble()));
    }

    private SafetensorsReader Open(string run) => new(Path.Combine(_place.At(run), "last.safetensors"));

    /// <summary>A config.json from before there was a choice of candidates.</summary>
    [Test]
    public void A_run_without_a_candidate_goes_on_with_tanh()
    {
        Strnn.Run(_place.TrainArguments("whole", "--sparsity", "0.5"));
        Strnn.Run(_place.TrainArguments("old", "--sparsity", "0.5", "--max-steps", "9"));
        string path = Path.Combine(_place.At("old"), "config.json");
        string[] lines = File.ReadAllLines(path);
        File.WriteAllLines(path, lines.Where(line => !line.Contains("\"candidate\"", StringComparison.Ordinal)));
        Assert.That(File.ReadAllLines(path), Has.Length.EqualTo(lines.Length - 1));

        Assert.That(
            Strnn.Run("train", "lm", "--resume", "--out", _place.At("old"), "--candidate", "selu").Error,
            Does.Contain("model.candidate"));
        var resumed = Strnn.Run("train", "lm", "--resume", "--out", _place.At("old"));
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(_place.LastCheckpoint("old"), Is.EqualTo(_place.LastCheckpoint("whole")));
    }

    [Test]
    public void Without_a_sparsity_the_model_is_dense_and_with_one_it_is_sparse()
    {
        string dense = Strnn.Run(_place.TrainArguments("dense", "--max-steps", "1")).Out;
        string sparse = Strnn.Run(_place.TrainArguments("sparse", "--max-steps", "1", "--epsilon", "2")).Out;

        Assert.That(dense, Does.Match("method +dense"));
        Assert.That(sparse, Does.Match("method +st: epsilon 2, init er"));
    }

    [Test]
    public void Dense_ignores_sparsity_and_says_so()
    {
        var result = Strnn.Run(
            _place.TrainArguments("run", "--method", "dense", "--sparsity", "0.5", "--max-steps", "1"));

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.ErrorLines, Has.Some.EqualTo("warning: --method dense ignores --sparsity."));
        Assert.That(result.Out, Does.Match("method +dense"));
    }

    [Test]
    public void One_line_names_the_backend()
    {
        var result = Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));

        Assert.That(result.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(result.ErrorLines[0], Does.Contain("reference").And.Contain("threads"));
    }

    [Test]
    public void A_folder_with_a_run_is_refused()
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));
        byte[] before = _place.LastCheckpoint("run");

        var result = Strnn.Run(_place.TrainArguments("run"));

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain("already holds a run").And.Contain("--resume"));
        Assert.That(_place.LastCheckpoint("run"), Is.EqualTo(before));
    }

    [Test]
    public void A_terminal_gets_a_bar_and_the_same_run()
    {
        var live = Strnn.Run(isInteractive: true, _place.TrainArguments("live", "--sparsity", "0.5"));
        Strnn.Run(_place.TrainArguments("plain", "--sparsity", "0.5"));

        Assert.That(live.ExitCode, Is.Zero, live.Error);
        Assert.That(live.Out, Does.Contain("valid: loss").And.Contain("Done:"));
        Assert.That(_place.LastCheckpoint("live"), Is.EqualTo(_place.LastCheckpoint("plain")));
    }

    [TestCase("static", "init uniform")]
    [TestCase("st", "every 5 steps, pruning magnitude, growth random, survivor excluded")]
    public void Methods_run_with_their_options(string method, string expected)
    {
        string[] options = method == "st"
            ? ["--update-every", "5", "--survivor", "excluded", "--init-scale", "widened", "--log-every", "5"]
            : [];

        var result = Strnn.Run(_place.TrainArguments("run", ["--method", method, "--sparsity", "0.6", .. options]));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain(expected));
        int updates = _place.Metrics("run").Count(line => line.GetProperty("event").GetString() == "topology");
        Assert.That(updates, method == "st" ? Is.GreaterThan(5) : Is.Zero);
    }
}
