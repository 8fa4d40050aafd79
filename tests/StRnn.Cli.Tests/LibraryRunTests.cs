using StRnn.Backends.Reference;
using StRnn.Cli.Tests.Support;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Cli.Tests;

/// <summary>A run begun by a program opens in the tool, and one of the tool in a program; either goes on in the other.
/// </summary>
public sealed class LibraryRunTests
{
    private Workplace _place = null!;

    [SetUp]
    public void Prepare() => _place = new Workplace();

    [TearDown]
    public void CleanUp() => _place.Dispose();

    [Test]
    public void The_tool_evaluates_completes_and_finishes_what_a_program_began()
    {
        using (var backend = new ReferenceBackend<float>())
        using (var training = Run.Begin(
            _place.At("run"), Config(), backend, new RunOptions { MaxSteps = 30 }))
        {
            Assert.That(training.Train(), Is.EqualTo(TrainingOutcome.StepLimit));
        }

        var finished = Strnn.Run("train", "lm", "--resume", "--out", _place.At("run"), "--backend", "reference");
        Assert.That(finished.ExitCode, Is.Zero, finished.Error);
        var evaluation = Strnn.Run("eval", _place.At("run"), "--backend", "reference", "--json");
        Assert.That(evaluation.ExitCode, Is.Zero, evaluation.Error);
        Assert.That(evaluation.Json.GetProperty("loss").GetDouble(), Is.LessThan(Math.Log(13)));
        var generated = Strnn.Run("generate", _place.At("run"), "--prompt", "word1", "--backend", "reference");
        Assert.That(generated.ExitCode, Is.Zero, generated.Error);
    }

    [Test]
    public void A_program_opens_and_finishes_what_the_tool_began()
    {
        var begun = Strnn.Run(_place.TrainArguments("run", "--sparsity", "0.5", "--max-steps", "30"));
        Assert.That(begun.ExitCode, Is.Zero, begun.Error);
        using var backend = new ReferenceBackend<float>();
        using (var training = Run.Resume(_place.At("run"), backend))
        {
            Assert.That(training.Train(), Is.EqualTo(TrainingOutcome.Completed));
        }

        var run = Run.Open(_place.At("run"));
        Assert.That(((LanguageModelConfig)run.Config).Model.Hidden, Is.EqualTo(12));
        Assert.That(run.ReadReport().Entries.Select(entry => entry.Event), Has.Some.EqualTo("epoch"));
        Assert.That(run.ReadReport().IsFinished);
        using var model = run.OpenLanguageModel(backend);
        Assert.That(model.Vocabulary.Count, Is.EqualTo(13));
        Assert.That(model.Complete("word1"), Does.StartWith("Word1 "));
    }

    [Test]
    public void A_classifier_of_the_tool_classifies_in_a_program()
    {
        using var reviews = new ReviewPlace();
        using var backend = new ReferenceBackend<float>();
        var trained = Strnn.Run(reviews.TrainArguments("run"));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        using var classifier = Run.Open(reviews.At("run")).OpenClassifier(backend);
        string[] texts = ["filler1 splendid", "filler2 dreadful", string.Empty];
        var together = classifier.Classify(texts).ToList();
        foreach (var (text, classified) in texts.Zip(together))
        {
            var alone = classifier.Classify(text);
            Assert.That(alone.Text, Is.EqualTo(text));
            Assert.That(alone.Label, Is.EqualTo(classified.Label));
            Assert.That(alone.Probability, Is.EqualTo(classified.Classes.Max(each => each.Probability)).Within(1e-6));
            Assert.That(alone.Classes.Sum(each => each.Probability), Is.EqualTo(1).Within(1e-9));
            Assert.That(alone.Classes.Select(each => each.Label), Is.EqualTo(classifier.Labels));
        }

        Assert.That(together[2].KnownWords, Is.Zero);
        var labels = new string[32];
        Parallel.For(0, labels.Length, i => labels[i] = classifier.Classify(texts[i % 2]).Label);
        Assert.That(labels.Where((_, i) => i % 2 == 0), Is.All.EqualTo(together[0].Label));
        Assert.That(labels.Where((_, i) => i % 2 == 1), Is.All.EqualTo(together[1].Label));
        Assert.That(
            () => new OpenedClassifier(backend, classifier.Model, classifier.WordIndex, ["one"]),
            Throws.ArgumentException.With.Message.Contains("classes"));
    }

    /// <summary>The second run reads other text, with the words and from the weights of the first.</summary>
    [Test]
    public void A_run_goes_on_from_another_one_on_other_text()
    {
        using var backend = new ReferenceBackend<float>();
        using (var training = Run.Begin(_place.At("first"), Config(), backend))
        {
            training.Train();
        }

        string other = _place.At("other");
        Directory.CreateDirectory(other);
        foreach (string split in new[] { "train", "valid", "test" })
        {
            File.WriteAllText(
                Path.Combine(other, $"{split}.txt"),
                string.Concat(Enumerable.Repeat("word3 word3 word5 word4 word3\n", 60)));
        }

        var first = Run.Open(_place.At("first"));
        var config = (LanguageModelConfig)first.Config;
        config = config with
        {
            StartFrom = _place.At("first"),
            Data = new CorpusConfig { Name = other },
            Training = config.Training with { Epochs = 4 },
        };
        double before;
        using (var training = Run.Begin(_place.At("second"), config, backend, new RunOptions { MaxSteps = 3 }))
        {
            training.Train();
            before = training.Account.WeightDensity;
        }

        Assert.That(before, Is.GreaterThan(0));
        using (var training = Run.Resume(_place.At("second"), backend))
        {
            Assert.That(training.Train(), Is.EqualTo(TrainingOutcome.Completed));
        }

        var second = Run.Open(_place.At("second"));
        Assert.That(second.ReadVocabulary().Words, Is.EqualTo(first.ReadVocabulary().Words));
        double tuned = second.Evaluate(backend, SplitNames.Test).Result.Loss;
        Assert.That(tuned, Is.LessThan(1.5), "four words of 13");
        var evaluation = Strnn.Run("eval", _place.At("second"), "--backend", "reference", "--json");
        Assert.That(evaluation.ExitCode, Is.Zero, evaluation.Error);
        Assert.That(evaluation.Json.GetProperty("loss").GetDouble(), Is.EqualTo(tuned));

        File.AppendAllText(Path.Combine(other, "train.txt"), "zebra\n");
        Assert.That(
            () => Run.Begin(_place.At("third"), config, backend),
            Throws.InstanceOf<CorpusException>().With.Message.Contains("'zebra' is not among the vocabulary's 13"));
        Assert.That(Directory.Exists(_place.At("third")), Is.False);
        config = config with { StartFrom = _place.At("nothing") };
        Assert.That(
            Assert.Throws<RunException>(() => Run.Begin(_place.At("third"), config, backend))!.Problem,
            Is.EqualTo(RunProblem.NoRun));
    }

    [Test]
    public void A_classifier_goes_on_with_its_own_words_and_classes()
    {
        using var reviews = new ReviewPlace();
        using var backend = new ReferenceBackend<float>();
        var trained = Strnn.Run(reviews.TrainArguments("run"));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        var first = Run.Open(reviews.At("run"));
        var config = (ClassifierConfig)first.Config;

        // Other texts, in which the other class comes first.
        string[] lines = ReviewPlace.Texts(80, seed: 5).TrimEnd('\n').Split('\n');
        string data = reviews.Write("more.csv", string.Join('\n', [lines[0], .. lines.Skip(1).Reverse()]) + "\n");
        config = config with { StartFrom = reviews.At("run"), Data = config.Data with { Name = data, Sha256 = null } };
        using (var training = Run.Begin(reviews.At("second"), config, backend))
        {
            training.Train();
        }

        var second = Run.Open(reviews.At("second"));
        Assert.That(second.ReadWordIndex().Words, Is.EqualTo(first.ReadWordIndex().Words));
        Assert.That(((ClassifierConfig)second.Config).Data.Classes, Is.EqualTo(config.Data.Classes));
        Assert.That(second.Evaluate(backend, "all").Result.Accuracy, Is.GreaterThan(0.9));
        using var classifier = second.OpenClassifier(backend);
        Assert.That(classifier.Classify("filler1 splendid").Label, Is.EqualTo("good"));
        Assert.That(classifier.Classify("filler1 dreadful").Label, Is.EqualTo("bad"));
    }

    private LanguageModelConfig Config()
    {
        var preset = LanguageModelPresets.Get(LanguageModelPresets.SmallLstm);
        var config = preset.ToConfig(_place.Data, preset.ToMethod(sparsity: 0.5));
        return config with
        {
            Model = config.Model.WithHidden(12),
            Training = config.Training with { Epochs = 2, Batch = 4, Bptt = 6, Lr = 5, LogEvery = 10 },
        };
    }
}
