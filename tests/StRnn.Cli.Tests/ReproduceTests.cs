using System.Diagnostics;
using System.Text.Json;
using StRnn.Cli.Reproduction;
using StRnn.Cli.Sessions;
using StRnn.Cli.Tests.Support;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Tests;

/// <summary>Every table and figure at the tiny scale; rows that are kept, resumed, absent or unknown.</summary>
public sealed class ReproduceTests
{
    // All together stay below two minutes.
    private static readonly TimeSpan MostForTiny = TimeSpan.FromSeconds(15);

    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-reproduce-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("table2", 19)]
    [TestCase("table3", 10)]
    [TestCase("table4", 8)]
    [TestCase("table5", 16)]
    [TestCase("table6", 10)]
    [TestCase("table7", 8)]
    [TestCase("fig2", 6)]
    [TestCase("fig3", 6)]
    [TestCase("equal-weights", 7)]
    public void A_target_runs_and_writes_its_table(string target, int rows)
    {
        long start = Stopwatch.GetTimestamp();
        var result = Strnn.Run("reproduce", target, "--scale", "tiny", "--out", _folder);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(MostForTiny));
        var table = Table(target);
        Assert.That(table.GetProperty("rows").GetArrayLength(), Is.EqualTo(rows));
        foreach (var row in table.GetProperty("rows").EnumerateArray().Where(row => !IsQuoted(row)))
        {
            Assert.That(
                row.GetProperty("mean_test").GetDouble(), Is.GreaterThan(0), row.GetProperty("key").GetString());
            Assert.That(row.GetProperty("problem").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        string markdown = File.ReadAllText(Path.Combine(_folder, target, $"{target}.md"));
        string[] lines = markdown.Split('\n');
        int header = Array.FindIndex(lines, line => line.StartsWith("| row", StringComparison.Ordinal));
        Assert.That(
            lines.Skip(header + 2).TakeWhile(line => line.StartsWith("| ", StringComparison.Ordinal)).Count(),
            Is.EqualTo(rows));
        Assert.That(
            File.Exists(Path.Combine(_folder, target, $"{target}.png")),
            Is.EqualTo(target.StartsWith("fig", StringComparison.Ordinal)));

        static bool IsQuoted(JsonElement row)
            => row.GetProperty("key").GetString()!.StartsWith(ReproductionRow.QuotedKey, StringComparison.Ordinal);
    }

    /// <summary>A classifier that learns from other texts than the paper's says how many.</summary>
    [Test]
    public void A_table_says_where_it_reads_fewer_texts_than_the_paper()
    {
        var result = Strnn.Run("reproduce", "table6", "--scale", "tiny", "--rows", "sanders-st", "--out", _folder);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        int texts = Table("table6").GetProperty("rows").EnumerateArray()
            .Single(row => row.GetProperty("key").GetString() == "sanders-st")
            .GetProperty("results")[0].GetProperty("texts").GetInt32();
        Assert.That(texts, Is.InRange(200, 250), "200, and a quarter to validate");
        Assert.That(
            File.ReadAllText(Path.Combine(_folder, "table6", "table6.md")),
            Does.Contain($"- Sanders Twitter: {texts}, the paper's 4,410\n"));
    }

    [Test]
    public void A_finished_row_is_kept_and_a_broken_one_goes_on()
    {
        string[] command =
            ["reproduce", "table7", "--scale", "tiny", "--rows", "lstm-none", "lstm-momentum", "--out", _folder];
        Assert.That(Strnn.Run(command).ExitCode, Is.Zero);
        string whole = File.ReadAllText(At("lstm-momentum", "metrics.jsonl"));
        byte[] weights = File.ReadAllBytes(At("lstm-momentum", "last.safetensors"));
        var kept = File.GetLastWriteTimeUtc(At("lstm-none", "last.safetensors"));

        // As if the process had been killed in the second row, in its first epoch.
        foreach (string file in new[] { "last.safetensors", "best.safetensors", "metrics.jsonl" })
        {
            File.Delete(At("lstm-momentum", file));
        }

        var broken = Strnn.Run(
            "train", "lm", "--resume", "--max-steps", "15",
            "--out", Path.Combine(_folder, "table7", "lstm-momentum", "seed-1"));
        Assert.That(broken.ExitCode, Is.Zero, broken.Error);
        Assert.That(File.ReadAllBytes(At("lstm-momentum", "last.safetensors")), Is.Not.EqualTo(weights));
        Assert.That(File.ReadAllText(At("lstm-momentum", "metrics.jsonl")), Does.Not.Contain("\"done\""));

        Assert.That(Strnn.Run(command).OnlyError, Does.Contain("--resume"));
        Assert.That(Strnn.Run([.. command, "--resume"]).ExitCode, Is.Zero);
        Assert.That(File.GetLastWriteTimeUtc(At("lstm-none", "last.safetensors")), Is.EqualTo(kept));
        Assert.That(File.ReadAllBytes(At("lstm-momentum", "last.safetensors")), Is.EqualTo(weights));
        Assert.That(
            File.ReadAllText(At("lstm-momentum", "metrics.jsonl")),
            Does.Contain("\"done\"").And.Length.GreaterThan(whole.Length - 200));
        Assert.That(
            Table("table7").GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("problem").GetString()),
            Is.EqualTo(Enumerable.Repeat("0 of 1 trained", 6).Prepend(null).Prepend(null)));
        Assert.That(
            File.ReadAllText(Path.Combine(_folder, "table7", "table7.md")), Does.Contain("| 74.36 |"),
            "the paper's figure beside ours");
    }

    /// <summary>The file stops a training that has begun; that a resumed run is the run is tested elsewhere.</summary>
    [Test]
    public void A_pause_file_that_appears_cancels_a_running_training()
    {
        using var console = new StringWriter();
        string path = Path.Combine(_folder, "pause");
        var pause = new PauseFile(console, path);
        using var watch = pause.Watch(CancellationToken.None);
        pause.WaitUntilGone(CancellationToken.None);
        Assert.That(watch.Token.IsCancellationRequested, Is.False);
        File.WriteAllText(path, string.Empty);
        Assert.That(watch.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.That(console.ToString(), Is.Empty);
    }

    /// <summary>A training that had to wait ends like one that did not.</summary>
    [Test]
    public async Task A_pause_file_stops_the_training_until_it_is_gone()
    {
        string pause = Path.Combine(_folder, "pause");
        string[] command = ["reproduce", "table7", "--scale", "tiny", "--rows", "lstm-none"];
        Assert.That(Strnn.Run([.. command, "--out", Path.Combine(_folder, "whole")]).ExitCode, Is.Zero);
        await File.WriteAllTextAsync(pause, string.Empty);
        var paused = Task.Run(() => Strnn.Run([.. command, "--out", _folder, "--pause-file", pause]));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.That(paused.IsCompleted, Is.False);
        Assert.That(File.Exists(At("lstm-none", "metrics.jsonl")), Is.False, "nothing is trained");

        File.Delete(pause);
        var result = await paused;
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain($"paused while '{pause}' exists"));
        Assert.That(
            await File.ReadAllBytesAsync(At("lstm-none", "last.safetensors")),
            Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(
                _folder, "whole", "table7", "lstm-none", "seed-1", "last.safetensors"))));
    }

    [Test]
    public void A_queue_says_how_far_it_is_and_about_how_long_it_takes()
    {
        var result = Strnn.Run(
            "reproduce", "table7", "--scale", "tiny", "--rows", "lstm-none", "lstm-momentum", "--seeds", "2",
            "--out", _folder);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("seed 1 (run 1 of 4)"));
        Assert.That(result.Out, Does.Match(@"seed 2 \(run 4 of 4, about 0\.0 h left\)"));
        Assert.That(
            result.Out.IndexOf("momentum, seed 1", StringComparison.Ordinal),
            Is.LessThan(result.Out.IndexOf("seed 2", StringComparison.Ordinal)), "one seed before the next");
    }

    [Test]
    public void Several_seeds_are_trained_and_compared_and_a_fitted_row_is_kept()
    {
        string[] command =
        [
            "reproduce", "table5", "--scale", "tiny", "--seeds", "2", "--out", _folder,
            "--rows", "ag-news-bag-of-words", "ag-news-dense", "ag-news-st",
        ];
        var result = Strnn.Run(command);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var trained = Table("table5").GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("problem").ValueKind == JsonValueKind.Null)
            .Select(row => row.GetProperty("results").EnumerateArray()
                .Select(run => run.GetProperty("seed").GetInt32()).ToArray());
        Assert.That(trained, Is.EqualTo(Enumerable.Repeat(new[] { 1, 2 }, 3)));
        string markdown = File.ReadAllText(Path.Combine(_folder, "table5", "table5.md"));
        Assert.That(
            markdown,
            Does.Contain("| sparse training beats dense | AG's News: ST-RNN, epsilon 20 | AG's News: dense LSTM |")
                .And.Contain(" +- "));

        string fitted = Path.Combine(_folder, "table5", "ag-news-bag-of-words", "seed-2", "measured.json");
        var kept = File.GetLastWriteTimeUtc(fitted);
        Assert.That(Strnn.Run([.. command, "--resume"]).ExitCode, Is.Zero);
        Assert.That(File.GetLastWriteTimeUtc(fitted), Is.EqualTo(kept));
    }

    [Test]
    public void A_corpus_that_is_not_at_hand_is_named_in_its_rows()
    {
        var result = Strnn.Run(
            "reproduce", "table6", "--scale", "small", "--data", _folder, "--out", Path.Combine(_folder, "out"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            File.ReadAllText(Path.Combine(_folder, "out", "table6", "table6.md")),
            Does.Contain("not at hand: there is no 'imdb'"));
    }

    [Test]
    public void Unknown_targets_and_rows_are_named()
        => Assert.Multiple(() =>
        {
            Assert.That(
                Strnn.Run("reproduce", "table9", "--out", _folder).OnlyError, Does.Contain("no target 'table9'"));
            Assert.That(
                Strnn.Run("reproduce", "table2", "--rows", "nothing", "--out", _folder).OnlyError,
                Does.Contain("no row 'nothing'").And.Contain("st-0.67"));
        });

    /// <summary>What another recipe left in the folder is no row of this table.</summary>
    [Test]
    public void Rows_of_another_recipe_do_not_enter_the_table()
    {
        string[] command = ["reproduce", "table7", "--scale", "tiny", "--out", _folder];
        Assert.That(Strnn.Run([.. command, "--rows", "lstm-none"]).ExitCode, Is.Zero);
        string config = At("lstm-none", "config.json");
        File.WriteAllText(
            config, File.ReadAllText(config).Replace("\"bptt\": 10", "\"bptt\": 12", StringComparison.Ordinal));

        Assert.That(Strnn.Run([.. command, "--rows", "lstm-momentum", "--resume"]).ExitCode, Is.Zero);
        Assert.That(
            Table("table7").GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("problem").GetString()),
            Is.EqualTo(Enumerable.Repeat("0 of 1 trained", 6).Prepend(null).Prepend("0 of 1 trained")));
        Assert.That(
            Strnn.Run([.. command, "--rows", "lstm-none", "--resume"]).OnlyError,
            Does.Contain("another scale or version"));
    }

    /// <summary>A claim names rows that the table has, at every scale.</summary>
    [TestCase("table2")]
    [TestCase("table3")]
    [TestCase("table4")]
    [TestCase("table5")]
    [TestCase("table6")]
    [TestCase("table7")]
    [TestCase("fig2")]
    [TestCase("fig3")]
    public void Claims_are_about_rows_of_the_table(string name)
    {
        foreach (var scale in Enum.GetValues<ReproductionScale>())
        {
            var target = ReproductionTargets.Get(name, new ReproductionData(_folder, scale));
            Assert.That(target.Claims, Is.Not.Empty);
            Assert.That(
                target.Claims.SelectMany(claim => claim.Better.Concat(claim.Than)).Distinct(),
                Is.SubsetOf(target.Rows.Select(row => row.Key)), $"{scale}");
        }
    }

    /// <summary>One recipe for all rows of a table, but for what the method is.</summary>
    [TestCase("table2", "st-0.67-as-published")]
    [TestCase("table3", null)]
    public void The_small_scale_is_one_recipe_with_a_widened_range(string name, string? published)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        var rows = ReproductionTargets.Get(name, new ReproductionData(_folder, ReproductionScale.Small)).Rows;
        var configs = rows.Select(row => (row.Key, Config: (LanguageModelConfig)row.Config!)).ToList();

        Assert.That(configs.Select(row => row.Config.Training).Distinct().Count(), Is.EqualTo(1));
        Assert.That(configs.Select(row => row.Config.Model).Distinct().Count(), Is.EqualTo(1));
        Assert.That(configs.Select(row => row.Config.Data.TrainTokens), Has.All.EqualTo(100_000));
        var training = configs[0].Config.Training;
        Assert.That(
            (training.Epochs, training.Lr, training.LrDecay, training.LrConstantEpochs),
            Is.EqualTo((15, 2.0, 1.33, TrainingConfig.OnStall)));
        Assert.That(
            (configs[0].Config.Model as RhnConfig)?.DropoutInput, Is.EqualTo(name == "table3" ? 0.125 : (double?)null),
            "half the preset's");
        foreach (var (key, config) in configs.Where(row => row.Config.Method[MethodOptions.InitScale] is not null))
        {
            Assert.That(
                config.Method[MethodOptions.InitScale],
                Is.EqualTo(key == published ? NamedParts.AsPublished : NamedParts.Widened), key);
        }

        var lasso = configs.Single(row => row.Key == "iss").Config;
        Assert.That(
            lasso.Method[MethodOptions.Lambda] * lasso.Training.Bptt,
            Is.EqualTo(name == "table2" ? 0.00245 : 0.005).Within(1e-9), "on the loss summed over a window");
    }

    /// <summary>Rows that are compared by their weights have as many of them, and one recipe.</summary>
    [TestCase("small", 6_932)]
    [TestCase("medium", 10_000)]
    public void Equal_weights_are_equal_and_end_at_one_learning_rate(string scaleName, int words)
    {
        var scale = Enum.Parse<ReproductionScale>(scaleName, ignoreCase: true);
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        var configs = ReproductionTargets.Get("equal-weights", new ReproductionData(_folder, scale)).Rows
            .Select(row => (LanguageModelConfig)row.Config!)
            .Select(config => config with { Data = config.Data with { VocabularySize = words } })
            .ToList();
        double[] weights = [.. configs.Select(config => (double)ModelDeclaration.AccountOf(config).WeightCount)];
        Assert.That(weights, Has.All.EqualTo(weights[0]).Within(2).Percent);
        Assert.That(configs.Select(config => config.Training).Distinct().Count(), Is.EqualTo(1));
        Assert.That(configs[0].Training.LrConstantEpochs, Is.Not.EqualTo(TrainingConfig.OnStall));
        Assert.That(
            configs.Where(config => config.Method.Name != MethodNames.Dense)
                .Select(config => config.Method[MethodOptions.InitScale]),
            Has.All.EqualTo(NamedParts.Widened));
    }

    /// <summary>The published setting is what the paper says, whatever it costs.</summary>
    [Test]
    public void The_paper_scale_is_the_published_setting()
    {
        string data = Path.Combine(_folder, "data");
        foreach (string corpus in new[] { "ptb", "sanders-twitter", "imdb", "yelp", "amazon_fine_foods" })
        {
            Directory.CreateDirectory(Path.Combine(data, corpus));
        }

        var target = ReproductionTargets.Get("table2", new ReproductionData(data, ReproductionScale.Paper));
        var config = (LanguageModelConfig)target.Rows.Single(row => row.Key == "st-0.80").Config!;
        Assert.That(config.Model.Hidden, Is.EqualTo(1500));
        Assert.That((((LstmConfig)config.Model).Layers, ((LstmConfig)config.Model).Dropout), Is.EqualTo((2, 0.65)));
        Assert.That(
            (config.Training.Epochs, config.Training.Batch, config.Training.Bptt, config.Training.Clip),
            Is.EqualTo((100, 20, 35, 10.0)));
        Assert.That(
            (config.Training.Lr, config.Training.LrDecay, config.Training.Momentum), Is.EqualTo((2.0, 1.33, 0.9)));
        Assert.That((config.Method.Sparsity, config.Method[MethodOptions.PruneRate]), Is.EqualTo((0.80, 0.7)));
        Assert.That(config.Data.TrainTokens, Is.Null);
        var run = (LanguageModelConfig)ReproductionTargets.Get(
            "table3", new ReproductionData(data, ReproductionScale.Paper))
            .Rows.Single(row => row.Key == "st").Config!;
        var rhn = (RhnConfig)run.Model;
        Assert.That((rhn.Hidden, rhn.Depth, rhn.Tied), Is.EqualTo((830, 10, true)));
        Assert.That((run.Method.Sparsity, run.Method[MethodOptions.PruneRate]), Is.EqualTo((0.528, 0.5)));
        Assert.That((run.Training.Epochs, run.Training.LrDecay), Is.EqualTo((200, 1.11)));
        var sets = ReproductionTargets.Get("table4", new ReproductionData(data, ReproductionScale.Paper)).Rows;
        (string Key, int Batch, double Lr, double Zeta)[] settings =
        [
            ("sanders", 64, 0.001, 0.6), ("imdb", 256, 0.0005, 0.4), ("yelp-2018", 64, 0.01, 0.2),
            ("amazon", 64, 0.001, 0.2),
        ];
        foreach (var (key, batch, lr, zeta) in settings)
        {
            var set = (ClassifierConfig)sets.Single(row => row.Key == $"{key}-st").Config!;
            Assert.That(
                (set.Training.Batch, set.Training.Lr, set.Method[MethodOptions.PruneRate], set.Method.Epsilon),
                Is.EqualTo((batch, lr, zeta, 10.0)), key);
        }
    }

    /// <summary>
    /// ISS as its own authors trained it (Wen et al. 2018), on the mean of a window's 35 steps where they summed.
    /// </summary>
    [Test]
    public void At_the_paper_scale_iss_has_its_own_recipe()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ptb"));
        var lstm = Lasso("table2");
        Assert.That(
            (lstm.Training.Epochs, lstm.Training.Lr, lstm.Training.LrDecay), Is.EqualTo((55, 35.0, 10.0)),
            "1.0 on the sum");
        Assert.That(
            (lstm.Training.LrConstantEpochs, lstm.Training.LrDecayEvery, lstm.Training.Momentum, lstm.Training.Clip),
            Is.EqualTo(("18", 18, 0.0, 10 / 35.0)));
        Assert.That(
            (((LstmConfig)lstm.Model).Dropout, lstm.Model.EmbeddingRange, lstm.Model.RecurrentRange),
            Is.EqualTo((0.40, 0.04, 0.04)));
        Assert.That(lstm.Method[MethodOptions.Lambda], Is.EqualTo(0.00245 / 35).Within(1e-12));
        var rhn = Lasso("table3");
        Assert.That(
            (rhn.Training.Epochs, rhn.Training.Lr, rhn.Training.LrDecay), Is.EqualTo((500, 7.0, 1.02)),
            "0.2 on the sum");
        Assert.That(
            (rhn.Training.LrConstantEpochs, rhn.Training.LrDecayEvery, rhn.Training.Momentum, rhn.Training.Clip),
            Is.EqualTo(("20", 1, 0.0, 10 / 35.0)));
        Assert.That(
            (rhn.Training.WeightDecay, rhn.Method[MethodOptions.Lambda]),
            Is.EqualTo((1e-7 / 35, (double?)(0.005 / 35))));
        var model = (RhnConfig)rhn.Model;
        Assert.That(
            (model.TransformBias, model.DropoutInput, model.DropoutHidden), Is.EqualTo((-2.0, 0.6 * 0.75, 0.6 * 0.25)));

        LanguageModelConfig Lasso(string table) => (LanguageModelConfig)ReproductionTargets
            .Get(table, new ReproductionData(_folder, ReproductionScale.Paper))
            .Rows.Single(row => row.Key == "iss").Config!;
    }

    private JsonElement Table(string target)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, target, $"{target}.json"))).RootElement;

    private string At(string row, string file) => Path.Combine(_folder, "table7", row, "seed-1", file);
}
