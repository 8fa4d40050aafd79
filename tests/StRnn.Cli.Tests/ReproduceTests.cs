using System.Text.Json;
using StRnn.Cli.Reproduction;
using StRnn.Cli.Tests.Bench;

namespace StRnn.Cli.Tests;

/// <summary>Every table and figure at the tiny scale; rows that are kept, resumed, absent or unknown.</summary>
public sealed class ReproduceTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-reproduce-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("table2", 17)]
    [TestCase("table3", 9)]
    [TestCase("table4", 8)]
    [TestCase("table5", 9)]
    [TestCase("table6", 5)]
    [TestCase("table7", 4)]
    [TestCase("fig2", 4)]
    [TestCase("fig3", 4)]
    public void A_target_runs_and_writes_its_table(string target, int rows)
    {
        var result = Strnn.Run("reproduce", target, "--scale", "tiny", "--out", _folder);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var table = Table(target);
        Assert.That(table.GetProperty("rows").GetArrayLength(), Is.EqualTo(rows));
        foreach (var row in table.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("key").GetString() != "others"))
        {
            Assert.That(row.GetProperty("mean_test").GetDouble(), Is.GreaterThan(0), row.GetProperty("key").GetString());
            Assert.That(row.GetProperty("problem").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        string markdown = File.ReadAllText(Path.Combine(_folder, target, $"{target}.md"));
        Assert.That(markdown.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)), Is.EqualTo(rows + 2));
        Assert.That(File.Exists(Path.Combine(_folder, target, $"{target}.png")), Is.EqualTo(target.StartsWith("fig", StringComparison.Ordinal)));
    }

    [Test]
    public void A_finished_row_is_kept_and_a_broken_one_goes_on()
    {
        string[] command = ["reproduce", "table7", "--scale", "tiny", "--rows", "lstm-none", "lstm-momentum", "--out", _folder];
        Assert.That(Strnn.Run(command).ExitCode, Is.Zero);
        string whole = File.ReadAllText(At("lstm-momentum", "metrics.jsonl"));
        byte[] weights = File.ReadAllBytes(At("lstm-momentum", "last.safetensors"));
        var kept = File.GetLastWriteTimeUtc(At("lstm-none", "last.safetensors"));

        // As if the process had been killed in the second row, after its first epoch's checkpoint.
        var broken = Strnn.Run("train", "lm", "--resume", "--out", Path.Combine(_folder, "table7", "lstm-momentum", "seed-1"));
        Assert.That(broken.Out, Does.Contain("is finished"));
        string[] lines = File.ReadAllLines(At("lstm-momentum", "metrics.jsonl"));
        File.WriteAllLines(At("lstm-momentum", "metrics.jsonl"), lines.Where(line => !line.Contains("\"done\"", StringComparison.Ordinal)));

        Assert.That(Strnn.Run(command).OnlyError, Does.Contain("--resume"));
        Assert.That(Strnn.Run([.. command, "--resume"]).ExitCode, Is.Zero);
        Assert.That(File.GetLastWriteTimeUtc(At("lstm-none", "last.safetensors")), Is.EqualTo(kept));
        Assert.That(File.ReadAllBytes(At("lstm-momentum", "last.safetensors")), Is.EqualTo(weights));
        Assert.That(File.ReadAllText(At("lstm-momentum", "metrics.jsonl")), Does.Contain("\"done\"").And.Length.GreaterThan(whole.Length - 200));
        Assert.That(Table("table7").GetProperty("rows").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public void A_corpus_that_is_not_at_hand_is_named_in_its_rows()
    {
        var result = Strnn.Run("reproduce", "table6", "--scale", "small", "--data", _folder, "--out", Path.Combine(_folder, "out"));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(File.ReadAllText(Path.Combine(_folder, "out", "table6", "table6.md")), Does.Contain("not at hand: there is no 'imdb'"));
    }

    [Test]
    public void Unknown_targets_and_rows_are_named()
        => Assert.Multiple(() =>
        {
            Assert.That(Strnn.Run("reproduce", "table9", "--out", _folder).OnlyError, Does.Contain("no target 'table9'"));
            Assert.That(
                Strnn.Run("reproduce", "table2", "--rows", "nothing", "--out", _folder).OnlyError, Does.Contain("no row 'nothing'").And.Contain("st-0.67"));
        });

    /// <summary>The published setting is what the paper says, whatever it costs.</summary>
    [Test]
    public void The_paper_scale_is_the_published_setting()
    {
        string data = Path.Combine(_folder, "data");
        foreach (string corpus in new[] { "ptb", "imdb" })
        {
            Directory.CreateDirectory(Path.Combine(data, corpus));
        }

        var target = Targets.Get("table2", new ReproductionData(data, ReproductionScale.Paper));
        var config = (StRnn.Cli.Configuration.LanguageModelConfig)target.Rows.Single(row => row.Key == "st-0.80").Config!;
        Assert.That(config.Model.Hidden, Is.EqualTo(1500));
        Assert.That(config.Training.Epochs, Is.EqualTo(100));
        Assert.That(config.Method.Sparsity, Is.EqualTo(0.80));
        Assert.That(config.Data.TrainTokens, Is.Null);
        var imdb = (StRnn.Cli.Configuration.ClassifierConfig)Targets.Get("table4", new ReproductionData(data, ReproductionScale.Paper))
            .Rows.Single(row => row.Key == "imdb-st").Config!;
        Assert.That((imdb.Training.Batch, imdb.Training.Lr, imdb.Method.PruneRate, imdb.Method.Epsilon), Is.EqualTo((256, 0.0005, 0.4, 10)));
    }

    private JsonElement Table(string target)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, target, $"{target}.json"))).RootElement;

    private string At(string row, string file) => Path.Combine(_folder, "table7", row, "seed-1", file);
}
