using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Layers.Cells;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Text.Corpora;
using StRnn.Text.Tagging;
using StRnn.Text.Tests.Support;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Text.Tests.Tagging;

public sealed class TaggingTests
{
    private static readonly string[] Nouns = ["dog", "tree", "river", "stone", "house"];
    private static readonly string[] Verbs = ["sees", "likes", "finds", "hears"];

    /// <summary>"fish" is a noun after "the" and a verb after a noun: the word alone does not say it.</summary>
    [Test]
    public void A_tagger_learns_what_depends_on_the_words_before(
        [Values("lstm", "gru", "mingru")] string cell, [Values] bool both)
    {
        using var backend = new ReferenceBackend<float>();
        var data = TaggingData.FromSentences(Sentences(300));
        Assert.That(data.Tags, Is.EqualTo(new[] { "D", "N", "V" }));
        var model = new TokenTagger(new TokenTaggerOptions
        {
            VocabularySize = data.Words.Count,
            Tags = data.Tags.Count,
            Cell = CellCatalog.Get(cell),
            IsBidirectional = both,
            Hidden = 16,
        });
        var events = new List<MetricsEvent>();
        using var trainer = new Trainer(
            backend,
            new TaggingTask(backend, model, data, batch: 16, seed: 1),
            SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.2),
            new Adam(backend),
            new DecayAfterEpoch(0.02, 100, 1),
            new TrainingOptions { Epochs = 8, LogEvery = 5 },
            observer: events.Add);
        trainer.Initialize();
        trainer.Run();
        var test = events.OfType<EvaluationMetrics>().Last();
        Assert.That(test.Split, Is.EqualTo("test"));
        Assert.That(test.Accuracy, Is.GreaterThan(0.97));
        Assert.That(test.Rmse, Is.Null);
        var predictor = new TagPredictor(backend, model, data.Words, data.Tags);
        var tags = predictor.Predict(["the", "fish", "fish", "the", "never-seen"], []);
        Assert.That(tags[0].Select(each => each.Tag), Is.EqualTo(new[] { "D", "N", "V", "D", "N" }));
        Assert.That(tags[0].Select(each => each.Probability), Is.All.InRange(1.0 / 3, 1.0));
        Assert.That(tags[1], Is.Empty);
    }

    /// <summary>A tag that the next word decides needs the other direction.</summary>
    [Test]
    public void Two_directions_see_the_words_behind([Values] bool both)
    {
        using var backend = new ReferenceBackend<float>();
        var random = new Random(3);
        var data = TaggingData.FromSentences(Enumerable.Range(0, 300).Select(_ =>
        {
            string[] words = [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => Nouns[random.Next(2)])];
            return new TaggedSentence(words, [.. words.Select((_, i) => i + 1 < words.Length ? words[i + 1] : "end")]);
        }));
        var model = new TokenTagger(new TokenTaggerOptions
        {
            VocabularySize = data.Words.Count,
            Tags = data.Tags.Count,
            Hidden = 16,
            IsBidirectional = both,
        });
        var events = new List<MetricsEvent>();
        using var trainer = new Trainer(
            backend,
            new TaggingTask(backend, model, data, batch: 16, seed: 1),
            SparseTrainingMethod.Static(new UniformInitializer(0.5)),
            new Adam(backend),
            new DecayAfterEpoch(0.02, 100, 1),
            new TrainingOptions { Epochs = 6 },
            observer: events.Add);
        trainer.Initialize();
        trainer.Run();
        double accuracy = events.OfType<EvaluationMetrics>().Last().Accuracy!.Value;
        Assert.That(accuracy, both ? Is.GreaterThan(0.97) : Is.LessThan(0.75));
    }

    /// <summary>Padding, and words without a tag, are no targets; the loss is the mean over those that are.</summary>
    [Test]
    public void Words_without_a_tag_do_not_count()
    {
        using var backend = new ReferenceBackend<float>();
        var data = TaggingData.FromSentences(
        [
            .. Sentences(40),
            .. Enumerable.Repeat(new TaggedSentence(["the", "new"], ["D", "only-here"]), 1),
        ]);
        var model = new TokenTagger(
            new TokenTaggerOptions { VocabularySize = data.Words.Count, Tags = data.Tags.Count, Hidden = 8 });
        using var trainer = new Trainer(
            backend,
            new TaggingTask(backend, model, data, batch: 7, seed: 1),
            SparseTrainingMethod.Dense,
            new SgdMomentum(backend),
            new DecayAfterEpoch(0.1, 100, 1),
            new TrainingOptions { Epochs = 1 });
        trainer.Initialize();
        using var task = new TaggingTask(backend, model, data, batch: 7, seed: 1);
        using var tape = new Tape(backend);
        using var lossSum = new StRnn.Tensors.Tensor(backend, 1, 1);
        long targets = 0;
        for (int step = 0; step < task.StepsPerEpoch; step++)
        {
            tape.Begin(StepContext.Evaluation);
            targets += task.Forward(tape, 0, step, lossSum.Values).Targets;
        }

        var evaluation = task.Evaluate(tape, "train");
        Assert.That(targets, Is.EqualTo(data.Train.Sum(each => each.Tags.Count(tag => tag >= 0))));
        Assert.That(evaluation.TargetCount, Is.EqualTo(targets));
        Assert.That(lossSum.ToArray()[0] / targets, Is.EqualTo(evaluation.Loss).Within(1e-4));
        Assert.That(
            () => task.Evaluate(tape, "train", new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_file_of_words_and_tags_is_read()
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.FullName, "tags.txt");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("the x D\ndog x N\n\nfish\tV\n\n\n", 10)));
        var data = TaggingData.FromFile(path, new TaggingOptions { ValidShare = 0.1, TestShare = 0.2 });
        Assert.That((data.Train.Count, data.Valid.Count, data.Test.Count), Is.EqualTo((14, 2, 4)));
        Assert.That(data.Tags, Is.EqualTo(new[] { "D", "N", "V" }));
        File.WriteAllText(path, "the D\ndog\n");
        Assert.That(
            () => TaggingData.FromFile(path),
            Throws.TypeOf<CorpusException>().With.Message.Contains("line 2 has a word without a tag"));
    }

    [Test]
    public void Wrong_sentences_are_refused()
    {
        Assert.That(
            () => TaggingData.FromSentences([new TaggedSentence(["a", "b"], ["X"])]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("Sentence 0 has 2 words and 1 tags"));
        Assert.That(
            () => TaggingData.FromSentences([new TaggedSentence(["a"], ["X"])]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("too few"));
        Assert.That(
            () => TaggingData.FromSentences(Enumerable.Repeat(new TaggedSentence(["a"], ["X"]), 10)),
            Throws.TypeOf<CorpusException>().With.Message.Contains("1 different tags"));
    }

    private static IEnumerable<TaggedSentence> Sentences(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            // the NOUN VERB, in which fish may be either, one to three times over.
            var words = new List<string>();
            var tags = new List<string>();
            for (int part = random.Next(1, 4); part > 0; part--)
            {
                words.AddRange(
                    "the",
                    random.Next(3) == 0 ? "fish" : Nouns[random.Next(Nouns.Length)],
                    random.Next(3) == 0 ? "fish" : Verbs[random.Next(Verbs.Length)]);
                tags.AddRange("D", "N", "V");
            }

            yield return new TaggedSentence(words, tags);
        }
    }
}
