using System.Text;
using System.Text.Json;
using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class ClassifyTests
{
    private ReviewPlace _place = null!;

    [SetUp]
    public void SetUp() => _place = new ReviewPlace();

    [TearDown]
    public void TearDown() => _place.Dispose();

    [Test]
    public void It_learns_is_evaluated_and_classifies(
        [Values("st", "static", "dense")] string method, [Values("reference", "cpu")] string backend)
    {
        var trained = Strnn.Run(
            _place.TrainArguments("run", "--method", method, "--epochs", "8", "--backend", backend));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        Assert.That(trained.Out, Does.Contain("Done: accuracy valid"));

        var evaluated = Strnn.Run("eval", _place.At("run"), "--json", "--backend", backend);
        Assert.That(evaluated.Json.GetProperty("accuracy").GetDouble(), Is.EqualTo(1), trained.Out);
        Assert.That(evaluated.Json.GetProperty("targets").GetInt32(), Is.EqualTo(32), "a fifth of 160");

        var line = Strnn.Run("classify", _place.At("run"), "a SPLENDID filler1", "--json", "--backend", backend);
        Assert.That(line.ExitCode, Is.Zero, line.Error);
        Assert.That(line.Json.GetProperty("label").GetString(), Is.EqualTo("good"));
        Assert.That(line.Json.GetProperty("words").GetInt32(), Is.EqualTo(2), "'a' is not known");
        Assert.That(
            line.Json.GetProperty("probabilities").EnumerateObject().Sum(entry => entry.Value.GetDouble()),
            Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void Every_candidate_learns([Values("selu", "spocu", "spocu-bounded")] string candidate)
    {
        var trained = Strnn.Run(
            _place.TrainArguments(
                "run", "--method", "st", "--epochs", "8", "--backend", "cpu", "--candidate", candidate));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        var evaluated = Strnn.Run("eval", _place.At("run"), "--json", "--backend", "cpu");
        Assert.That(evaluated.Json.GetProperty("accuracy").GetDouble(), Is.EqualTo(1), trained.Out);

        Strnn.Run(_place.TrainArguments("tanh", "--method", "st", "--epochs", "8", "--backend", "cpu"));
        Assert.That(
            File.ReadAllBytes(Path.Combine(_place.At("run"), "last.safetensors")),
            Is.Not.EqualTo(File.ReadAllBytes(Path.Combine(_place.At("tanh"), "last.safetensors"))));
    }

    [Test]
    public void A_file_and_standard_input_give_one_answer_a_line_each()
    {
        Strnn.Run(_place.TrainArguments("run"));
        string file = _place.Write("texts.txt", "splendid filler1\n\ndreadful filler2\n");

        string[] fromFile = Lines(
            Strnn.Run("classify", _place.At("run"), "--file", file, "--json", "--backend", "reference"));
        string[] fromInput = Lines(Strnn.RunWithInput(
            File.ReadAllText(file), "classify", _place.At("run"), "--json", "--backend", "reference"));
        Assert.That(fromFile, Has.Length.EqualTo(3));
        for (int i = 0; i < fromFile.Length; i++)
        {
            JsonElement one = JsonDocument.Parse(fromFile[i]).RootElement,
                other = JsonDocument.Parse(fromInput[i]).RootElement;
            Assert.That(one.GetProperty("text").GetString(), Is.EqualTo(other.GetProperty("text").GetString()));
            Assert.That(Good(one), Is.EqualTo(Good(other)).Within(1e-6), "a batch of three or three of one");
        }

        Assert.That(
            JsonDocument.Parse(fromFile[1]).RootElement.GetProperty("words").GetInt32(), Is.Zero, "an empty text");

        static double Good(JsonElement line) => line.GetProperty("probabilities").GetProperty("good").GetDouble();
    }

    [Test]
    public void Resume_equals_an_uninterrupted_run(
        [Values(3, 16)] int stopAfter, [Values] bool masked, [Values("reference", "cpu")] string backend)
    {
        string[] padding =
        [
            "--backend", backend, "--mask-padding", masked ? "true" : "false",
            "--dropout-output", "0.2", "--dropout-input", masked ? "0" : "0.1",
        ];
        Strnn.Run(_place.TrainArguments("whole", padding));
        var part = Strnn.Run(_place.TrainArguments("parts", [.. padding, "--max-steps", $"{stopAfter}"]));
        Assert.That(part.Out, Does.Contain($"strnn train classify --resume --out {_place.At("parts")}"));
        var resumed = Strnn.Run("train", "classify", "--resume", "--out", _place.At("parts"));

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(_place.LastCheckpoint("parts"), Is.EqualTo(_place.LastCheckpoint("whole")));
    }

    [Test]
    public void Threads_change_no_bit([Values("st", "dense")] string method)
    {
        foreach (string threads in (string[])["1", "2", "3"])
        {
            var result = Strnn.Run(
                _place.TrainArguments(threads, "--method", method, "--backend", "cpu", "--threads", threads));
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            Assert.That(_place.LastCheckpoint(threads), Is.EqualTo(_place.LastCheckpoint("1")));
        }
    }

    /// <summary>
    /// Nothing but masked padding is no input at all: forward and backward have no column to work on.
    /// </summary>
    [Test]
    public void Texts_without_known_words_train_and_get_a_class(
        [Values("st", "dense")] string method, [Values("reference", "cpu")] string backend)
    {
        _place.Write("reviews.csv", "label,text\n" + string.Concat(Enumerable.Repeat("good,splendid\nbad,!!!\n", 20)));
        var result = Strnn.Run(_place.TrainArguments(
            "run", "--method", method, "--mask-padding", "--batch", "1", "--epochs", "1", "--backend", backend));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var line = Strnn.Run("classify", _place.At("run"), "zzz", "--json", "--backend", backend);
        Assert.That(line.ExitCode, Is.Zero, line.Error);
        Assert.That(line.Json.GetProperty("words").GetInt32(), Is.Zero);
    }

    [Test]
    public void Seeds_still_to_come_follow_the_recipe_that_was_begun()
    {
        Strnn.Run(_place.TrainArguments("many", "--repeats", "1", "--epochs", "1"));
        var result = Strnn.Run(
            "train", "classify", "--resume", "--repeats", "2", "--out", _place.At("many"), "--backend", "reference");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        string[] configs = [.. new[] { 1, 2 }.Select(
            seed => File.ReadAllText(Path.Combine(_place.At("many"), $"seed-{seed}", "config.json")))];
        Assert.That(configs[1].Replace("\"seed\": 2", "\"seed\": 1", StringComparison.Ordinal), Is.EqualTo(configs[0]));

        Assert.That(
            Strnn.Run(_place.TrainArguments("many", "--repeats", "2", "--max-steps", "3")).OnlyError,
            Does.Contain("--max-steps"));
        Assert.That(
            Strnn.Run(_place.TrainArguments("more", "--repeats", "2", "--seed", "18446744073709551615")).OnlyError,
            Does.Contain("--seed"));
    }

    [Test]
    public void Repeats_train_several_seeds_and_print_their_spread()
    {
        var result = Strnn.Run(_place.TrainArguments("many", "--repeats", "2", "--seed", "5", "--epochs", "1"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            Directory.GetDirectories(_place.At("many")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "seed-5", "seed-6" }));
        Assert.That(result.Out, Does.Contain("standard deviation").And.Match(@"\d+\.\d\d \+- \d+\.\d\d %"));
        var again = Strnn.Run(
            _place.TrainArguments("many", "--repeats", "3", "--seed", "5", "--epochs", "1", "--resume"));
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(again.Out, Does.Contain("is finished"), "what is done is not done again");
    }

    [Test]
    public void Training_stops_when_nothing_gets_better()
    {
        // At a rate so small no text changes its class.
        var result = Strnn.Run(
            _place.TrainArguments("run", "--lr", "1e-12", "--epochs", "9", "--patience", "2", "--method", "dense"));

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        JsonElement[] lines = [.. File.ReadAllLines(Path.Combine(_place.At("run"), "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)];
        int epochs = lines.Count(line => line.GetProperty("event").GetString() == "epoch");
        Assert.That(epochs, Is.InRange(3, 8));
        JsonElement[] tests =
            [.. lines.Where(line => line.TryGetProperty("split", out var split) && split.GetString() == "test")];
        Assert.That(
            tests.Select(line => (line.GetProperty("weights").GetString(), line.GetProperty("epoch").GetInt32())),
            Is.EqualTo(new[] { ("last", epochs), ("best", epochs - 2) }));

        // Stopped in the epoch that is the last for want of patience, and resumed: the same end.
        string[] same = ["--lr", "1e-12", "--epochs", "9", "--patience", "2", "--method", "dense"];
        Strnn.Run(_place.TrainArguments("parts", [.. same, "--max-steps", $"{(15 * epochs) - 3}"]));
        Strnn.Run("train", "classify", "--resume", "--out", _place.At("parts"));
        Assert.That(_place.LastCheckpoint("parts"), Is.EqualTo(_place.LastCheckpoint("run")));
    }

    [TestCase("label,text\ngood,fine\ngood,fair\n", "needs two classes")]
    [TestCase("label,text\ngood,fine\nbad,\"never ends\n", "reviews.csv")]
    [TestCase("label,text\ngood,fine,extra\nbad,poor\n", "line 2")]
    [TestCase("label,text\n,fine\nbad,poor\n", "has no label")]
    [TestCase("kind,words\ngood,fine\nbad,poor\n", "label")]
    [TestCase("", "reviews.csv")]
    public void Bad_data_are_one_clear_line(string content, string says)
    {
        _place.Write("reviews.csv", content);
        var result = Strnn.Run(_place.TrainArguments("run"));

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.OnlyError, Does.Contain(says));
        Assert.That(Directory.Exists(_place.At("run")), Is.False, "nothing half-written");
    }

    [Test]
    public void Another_encoding_is_named_with_its_line()
    {
        File.WriteAllBytes(
            _place.Data, [.. Encoding.UTF8.GetBytes("label,text\ngood,fine\nbad,caf"), 0xE9, (byte)'\n']);
        Assert.That(Strnn.Run(_place.TrainArguments("run")).OnlyError, Does.Contain("not UTF-8").And.Contain("line 3"));
    }

    [Test]
    public void A_line_of_ten_megabytes_is_a_text_like_others()
    {
        Strnn.Run(_place.TrainArguments("run", "--epochs", "1"));
        string file = _place.Write(
            "long.txt", string.Concat(Enumerable.Repeat("splendid ", 10 * 1024 * 1024 / 9)) + "\nshort\n");

        string[] lines = Lines(Strnn.Run("classify", _place.At("run"), "--file", file, "--backend", "reference"));
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Has.Length.LessThan(200), "the text is shown shortened");
    }

    [Test]
    public void Evaluation_on_other_texts_knows_only_the_models_classes()
    {
        Strnn.Run(_place.TrainArguments("run", "--epochs", "1"));
        string other = _place.Write("other.csv", ReviewPlace.Texts(20, seed: 9));
        var result = Strnn.Run(
            "eval", _place.At("run"), "--data", other, "--split", "all", "--json", "--backend", "reference");
        Assert.That(result.Json.GetProperty("targets").GetInt32(), Is.EqualTo(20));

        string unknown = _place.Write("unknown.csv", "label,text\ngood,fine\nugly,poor\ngood,a\nugly,b\n");
        Assert.That(
            Strnn.Run(
                "eval", _place.At("run"), "--data", unknown, "--split", "all", "--backend", "reference").OnlyError,
            Does.Contain("'ugly'").And.Contain("bad, good"));
    }

    [TestCase("--split test-single-stream", "--split")]
    [TestCase("--split nothing", "nothing")]
    public void Evaluation_refuses_splits_of_other_tasks(string options, string says)
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));
        var result = Strnn.Run(["eval", _place.At("run"), "--backend", "reference", .. options.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain(says));
    }

    [Test]
    public void Commands_of_the_other_task_refuse_the_run()
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));
        using var language = new Workplace();
        Strnn.Run(language.TrainArguments("lm", "--max-steps", "1"));

        Assert.That(
            Strnn.Run("generate", _place.At("run"), "--prompt", "x").OnlyError,
            Does.Contain("another task, 'classify'"));
        Assert.That(Strnn.Run("classify", language.At("lm"), "x").OnlyError, Does.Contain("another task, 'lm'"));
        Assert.That(
            Strnn.Run("train", "lm", "--resume", "--out", _place.At("run")).OnlyError,
            Does.Contain("another task, 'classify'"));
    }

    [Test]
    public void Options_that_contradict_are_refused()
    {
        Assert.That(
            Strnn.Run(_place.TrainArguments("run", "--momentum", "0.9")).OnlyError,
            Does.Contain("--momentum").And.Contain("adam"));
        Assert.That(
            Strnn.Run(_place.TrainArguments("run", "--validation-share", "0")).OnlyError,
            Does.Contain("--validation-share"));
        Assert.That(
            Strnn.Run(_place.TrainArguments("run", "--lr-constant-epochs", "2")).OnlyError, Does.Contain("--lr-decay"));
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "1"));
        Assert.That(Strnn.Run("classify", _place.At("run"), "--jsn").OnlyError, Does.Contain("--jsn"));
        Assert.That(
            Strnn.Run("classify", _place.At("run"), "-5 stars of five", "--backend", "reference").ExitCode, Is.Zero);
        Assert.That(
            Strnn.Run("classify", _place.At("run"), "a text", "--file", "f").OnlyError,
            Does.Contain("give one of them"));
        Assert.That(
            Strnn.Run("train", "classify", "--resume", "--out", _place.At("run"), "--words", "9").OnlyError,
            Does.Contain("training.bptt is 6"));
    }

    private static string[] Lines(CliResult result)
    {
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
