using StRnn.Results.Data;

namespace StRnn.Results.Tests;

public sealed class CollectTests
{
    private const string Page = "ptb-small";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_run_folder_becomes_a_row_of_each_file()
    {
        WriteRun("st/seed-1", 1, "0.25");
        Add(keepsSteps: true);
        Assert.Multiple(() =>
        {
            Assert.That(Lines("ptb-small/runs.csv"), Is.EqualTo(new[]
            {
                "run,seed,eval.test-best.epoch,eval.test-best.step,eval.test-best.loss,"
                    + "done.epoch,done.step,done.nnz,steps.lines,"
                    + "steps.tokens_per_second_q1,steps.tokens_per_second_median,steps.tokens_per_second_q3,"
                    + "steps.step_ms_q1,steps.step_ms_median,steps.step_ms_q3",
                "st,1,1,20,3.50,2,20,1200,2,125,150,175,6.25,7.5,8.75",
            }));
            Assert.That(Lines("ptb-small/curves.csv"), Is.EqualTo(new[]
            {
                "run,seed,epoch,step,train.loss,valid.loss,topology.densities.lstm.weight_hh_l0",
                "st,1,1,10,4.0,3.75,0.25",
                "st,1,2,20,3.0,3.9,",
            }));
            Assert.That(Lines("ptb-small/steps.csv"), Is.EqualTo(new[]
            {
                "run,seed,epoch,step,tokens_per_second,step_ms",
                "st,1,1,5,100,10",
                "st,1,2,15,200,5",
            }));
            Assert.That(Lines("settings.csv"), Is.EqualTo(new[]
            {
                "page,setting,value",
                "ptb-small,data.classes,\"[\"\"a\"\",\"\"b/c\"\"]\"",
                "ptb-small,data.name,ptb",
                "ptb-small,method.sparsity,0.25",
                "ptb-small,training.epochs,2",
            }));
        });
    }

    [Test]
    public void A_setting_in_which_runs_differ_moves_into_their_rows_and_back()
    {
        WriteRun("st/seed-1", 1, "0.25");
        Add();
        string before = File.ReadAllText(_folder.At("data/ptb-small/runs.csv"));
        Directory.Delete(_folder.At("runs"), recursive: true);
        WriteRun("st/seed-10", 10, "0.5");
        WriteRun("st/seed-2", 2, "0.25");
        Add();
        Assert.Multiple(() =>
        {
            Assert.That(
                Lines("ptb-small/runs.csv").Select(line => string.Join(',', line.Split(',').Take(3))),
                Is.EqualTo(new[] { "run,seed,method.sparsity", "st,1,0.25", "st,2,0.25", "st,10,0.5" }));
            Assert.That(Lines("settings.csv"), Has.None.Contains("sparsity"));
            Assert.That(Lines("ptb-small/curves.csv"), Has.Length.EqualTo(7));
        });

        Directory.Delete(_folder.At("runs"), recursive: true);
        WriteRun("st/seed-10", 10, "0.25");
        Add();
        Assert.Multiple(() =>
        {
            Assert.That(Lines("settings.csv"), Has.Member("ptb-small,method.sparsity,0.25"));
            Assert.That(File.ReadAllText(_folder.At("data/ptb-small/runs.csv")), Does.StartWith(before));
        });
    }

    [Test]
    public void Collecting_again_changes_nothing()
    {
        WriteRun("st/seed-1", 1, "0.25");
        WriteRun("dense/seed-1", 1, "null");
        Add();
        string[] files = ["settings.csv", "ptb-small/runs.csv", "ptb-small/curves.csv"];
        string[] before = [.. files.Select(file => string.Join('\n', Lines(file)))];
        Add();
        Assert.That(files.Select(file => string.Join('\n', Lines(file))), Is.EqualTo(before));
    }

    [Test]
    public void Of_an_epoch_that_was_repeated_the_last_line_holds()
    {
        WriteRun("st", 1, "0.25", """{"event":"eval","split":"valid","epoch":2,"step":20,"loss":2.5}""" + "\n");
        Add();
        Assert.That(Lines("ptb-small/curves.csv")[^1], Is.EqualTo("st,1,2,20,3.0,2.5,"));
    }

    [Test]
    public void A_table_says_how_many_weights_it_counts()
    {
        WriteRun("table2/iss/seed-2", 2, "null");
        _folder.Write(
            "runs/table2/table2.json",
            """{"name":"table2","rows":[{"key":"iss","results":[{"seed":2,"weights":900}]}]}""");
        Add();
        string[] lines = Lines("ptb-small/runs.csv");
        Assert.Multiple(() =>
        {
            Assert.That(lines[0], Does.EndWith(",table.weights"));
            Assert.That(lines[1], Does.StartWith("table2/iss,2,").And.EndWith(",900"));
        });
    }

    [Test]
    public void A_metrics_line_that_is_not_json_is_named()
    {
        WriteRun("st", 1, "0.25", "{\"event\":\"eval\"");
        Assert.That(
            () => Add(),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("metrics.jsonl' is not JSON"));
    }

    [Test]
    public void A_folder_without_runs_is_named()
    {
        Directory.CreateDirectory(_folder.At("runs"));
        Assert.That(
            () => Add(),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("holds no metrics.jsonl"));
    }

    private void Add(bool keepsSteps = false)
        => RunStore.Add(_folder.At("data"), Page, RunFolder.ReadAll(_folder.At("runs"), keepsSteps));

    private string[] Lines(string file) => File.ReadAllLines(_folder.At("data/" + file));

    private void WriteRun(string name, int seed, string sparsity, string more = "")
    {
        _folder.Write($"runs/{name}/config.json", $$"""
            { "data": { "name": "../corpora/ptb", "classes": ["a", "b/c"], "max_texts": null },
              "method": { "sparsity": {{sparsity}} }, "training": { "epochs": 2, "seed": {{seed}} } }
            """);
        _folder.Write($"runs/{name}/metrics.jsonl", """
            {"event":"step","split":"train","epoch":1,"step":5,"tokens_per_second":100,"step_ms":10}
            {"event":"epoch","split":"train","epoch":1,"step":10,"loss":4.0,"backend":"cpu/avx2"}
            {"event":"eval","split":"valid","epoch":1,"step":10,"loss":3.75,"backend":"cpu/avx2"}
            {"event":"topology","epoch":1,"step":10,"densities":{"lstm.weight_hh_l0":0.25},"backend":"cpu/avx2"}
            {"event":"step","split":"train","epoch":2,"step":15,"tokens_per_second":200,"step_ms":5}
            {"event":"epoch","split":"train","epoch":2,"step":20,"loss":3.0,"backend":"cpu/avx2"}
            {"event":"eval","split":"valid","epoch":2,"step":20,"loss":3.9,"backend":"cpu/avx2"}
            {"event":"eval","split":"test","epoch":1,"step":20,"loss":3.50,"weights":"best","backend":"cpu/avx2"}
            {"event":"done","epoch":2,"step":20,"nnz":1200,"backend":"cpu/avx2"}

            """ + more);
    }
}
