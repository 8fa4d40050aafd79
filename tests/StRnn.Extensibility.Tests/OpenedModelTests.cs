using StRnn.Backends.Reference;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Extensibility.Tests;

/// <summary>A language model that a run has trained, opened and used: texts, sessions, streams of words.</summary>
public sealed class OpenedModelTests
{
    private string _folder = string.Empty;
    private ReferenceBackend<float> _backend = null!;
    private OpenedLanguageModel _model = null!;

    private static string Data => Path.Combine(AppContext.BaseDirectory, "Stored", "data");

    [OneTimeSetUp]
    public void Train()
    {
        _folder = Directory.CreateTempSubdirectory("strnn-opened-").FullName;
        _backend = new ReferenceBackend<float>();
        using (var training = Run.Begin(_folder, Config(), _backend))
        {
            training.Train();
        }

        _model = Run.Open(_folder).OpenLanguageModel(_backend);
    }

    [OneTimeTearDown]
    public void Free()
    {
        _model.Dispose();
        Assert.That(_backend.LiveBufferCount, Is.Zero, "the opened model is all that there was to dispose");
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void A_session_draws_what_the_generator_draws()
    {
        string prompt = Prompt(3);
        using var trained = Run.Open(_folder).LoadLanguageModel(_backend);
        int[] drawn = new TextGenerator(_backend, trained.Model).Generate(
            _model.Vocabulary.Encode(prompt.Split(' ')), 20, 0.8, 7, _model.Vocabulary.UnknownId ?? -1);
        var session = _model.OpenSession();
        session.Feed(prompt);
        var options = new GenerationOptions { MaxWords = 20, Temperature = 0.8, Seed = 7 };
        Assert.That(
            session.Generate(options), Is.EqualTo(drawn.Select(word => _model.Vocabulary[word])));
        Assert.That(_model.Complete(prompt, options), Is.EqualTo(session.Text));
    }

    [Test]
    public void A_text_fed_in_parts_gives_the_distribution_of_the_whole()
    {
        string[] words = Prompt(5).Split(' ');
        var (whole, parts) = (_model.OpenSession(), _model.OpenSession());
        whole.Feed(string.Join(' ', words));
        foreach (string word in words)
        {
            parts.Feed(word);
        }

        var (expected, found) = (whole.NextWords(_model.Vocabulary.Count), parts.NextWords(_model.Vocabulary.Count));
        Assert.That(expected.Sum(word => word.Probability), Is.EqualTo(1).Within(1e-9));
        Assert.That(expected.Select(word => word.Probability), Is.Ordered.Descending);
        foreach (var word in expected)
        {
            Assert.That(parts.ProbabilityOf(word.Word), Is.EqualTo(word.Probability).Within(1e-6));
        }

        Assert.That(found[0].Word, Is.EqualTo(expected[0].Word));
        Assert.That(parts.Words, Is.EqualTo(words));
    }

    [Test]
    public void Prompts_completed_together_give_what_each_gives_alone()
    {
        string[] prompts = [Prompt(1), Prompt(4), Prompt(2)];
        var options = new GenerationOptions { MaxWords = 12, Seed = 3, StopWords = [Vocabulary.EndOfSentence] };
        Assert.That(
            _model.CompleteAll(prompts, options),
            Is.EqualTo(prompts.Select((prompt, i) => _model.Complete(prompt, options with { Seed = 3 + (ulong)i }))));
    }

    [Test]
    public async Task Words_come_one_by_one_until_they_are_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var session = _model.OpenSession();
        session.Feed(Prompt(2));
        var words = new List<string>();
        Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (string word in session.GenerateAsync(
                new GenerationOptions { MaxWords = 1_000 }, cancellation.Token))
            {
                words.Add(word);
                if (words.Count == 5)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.That(words, Has.Count.EqualTo(5));
        Assert.That(session.Words.Skip(2), Is.EqualTo(words), "the session goes on from there");
        int more = 0;
        await foreach (string _ in session.GenerateAsync(new GenerationOptions { MaxWords = 3 }))
        {
            more++;
        }

        Assert.That(more, Is.EqualTo(3));
    }

    [Test]
    public void A_prompt_stands_in_the_text_as_it_was_written()
    {
        const string Written = "word1 zyzzyva word2";
        var vocabulary = new Vocabulary([Vocabulary.EndOfSentence, Vocabulary.Unknown, "word1", "word2", "word3"]);
        var network = new LstmLanguageModel(
            new LstmLanguageModelOptions { VocabularySize = vocabulary.Count, Hidden = 8, Layers = 1 });
        ModelInitializer.Initialize(_backend, network.Parameters, new UniformInitializer(density: 0.5), seed: 1);
        using var model = new OpenedLanguageModel(_backend, network, vocabulary, ownsModel: true);
        var options = new GenerationOptions { MaxWords = 3 };
        string text = model.Complete(Written, options);
        Assert.That(text, Does.StartWith("Word1 zyzzyva word2"));
        var session = model.OpenSession();
        Assert.That(session.Feed(Written), Is.EqualTo(new[] { "zyzzyva" }));
        Assert.That(session.Words[1], Is.EqualTo(Vocabulary.Unknown), "which the model has read");
        var fork = session.Fork();
        Assert.That(fork.Text, Is.EqualTo("Word1 zyzzyva word2"));
        Assert.That(fork.Generate(options).Count(), Is.EqualTo(3));
        Assert.That(fork.Text, Is.EqualTo(text));
        Assert.That(model.CompleteAll([Written], options), Is.EqualTo(new[] { text }));
        session.Reset();
        session.Feed("word1 word2");
        Assert.That(session.Text, Is.EqualTo("Word1 word2"));
    }

    [Test]
    public async Task A_completion_is_the_same_each_time_it_is_enumerated()
    {
        var options = new GenerationOptions { MaxWords = 6, Seed = 4 };
        var completion = _model.GenerateAsync(Prompt(3), options);
        var session = _model.OpenSession();
        session.Feed(Prompt(3));
        string[] expected = [.. session.Generate(options)];
        Assert.That(await completion.ToListAsync(), Is.EqualTo(expected));
        Assert.That(await completion.ToListAsync(), Is.EqualTo(expected));
        Assert.That(() => _model.GenerateAsync(" "), Throws.ArgumentException, "before it is enumerated");
        Assert.That(
            () => _model.GenerateAsync(Prompt(1), new GenerationOptions { TopK = -1 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Options_restrict_the_words_that_can_be_drawn()
    {
        var session = _model.OpenSession();
        session.Feed(Prompt(2));
        var likeliest = session.NextWords(3);
        var first = Enumerable.Range(0, 200).Select(seed => session.Fork()
            .Generate(new GenerationOptions { MaxWords = 1, Seed = (ulong)seed, TopK = 3, AllowsUnknown = true })
            .Single()).ToHashSet();
        Assert.That(first, Is.SubsetOf(likeliest.Select(word => word.Word)));
        Assert.That(first, Has.Count.GreaterThan(1));
        var nucleus = Enumerable.Range(0, 50).Select(seed => session.Fork()
            .Generate(new GenerationOptions
            {
                MaxWords = 1,
                Seed = (ulong)seed,
                TopP = likeliest[0].Probability - 1e-9,
                AllowsUnknown = true,
            }).Single());
        Assert.That(nucleus, Is.All.EqualTo(likeliest[0].Word));
        var stopped = session.Fork().Generate(new GenerationOptions
        {
            TopK = 1,
            AllowsUnknown = true,
            StopWords = [likeliest[0].Word],
        });
        Assert.That(stopped, Is.Empty);
    }

    [Test]
    public void A_penalty_makes_a_text_repeat_less()
    {
        Assert.That(Different(100), Is.GreaterThan(Different(1)));

        int Different(double penalty) => Enumerable.Range(0, 10).Sum(seed =>
        {
            var session = _model.OpenSession();
            session.Feed(Prompt(1));
            return session.Generate(new GenerationOptions
            {
                MaxWords = 8,
                Seed = (ulong)seed,
                RepetitionPenalty = penalty,
            }).Distinct().Count();
        });
    }

    [Test]
    public void Many_threads_get_what_one_gets()
    {
        var options = new GenerationOptions { MaxWords = 10 };
        string[] expected = [.. Enumerable.Range(0, 8).Select(i => _model.Complete(Prompt(1 + i), options))];
        string[] found = new string[64];
        Parallel.For(0, found.Length, i => found[i] = _model.Complete(Prompt(1 + (i % 8)), options));
        Assert.That(found, Is.EqualTo(Enumerable.Range(0, 64).Select(i => expected[i % 8])));
    }

    [Test]
    public async Task Texts_are_completed_while_another_model_trains_on_the_backend()
    {
        string expected = _model.Complete(Prompt(3));
        string folder = Path.Combine(_folder, "other");
        using var training = Run.Begin(folder, Config(), _backend);
        var running = training.TrainAsync();
        do
        {
            Assert.That(_model.Complete(Prompt(3)), Is.EqualTo(expected));
        }
        while (!running.IsCompleted);
        Assert.That(await running, Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(
            File.ReadAllBytes(Path.Combine(folder, "last.safetensors")),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(_folder, "last.safetensors"))));
    }

    [Test]
    public void What_cannot_be_is_refused_in_one_line()
    {
        var session = _model.OpenSession();
        Assert.That(() => session.NextWords(), Throws.InvalidOperationException.With.Message.Contains("Feed"));
        Assert.That(() => session.Generate(), Throws.InvalidOperationException.With.Message.Contains("Feed"));
        Assert.That(() => session.Feed("  "), Throws.ArgumentException.With.Message.Contains("at least one word"));
        session.Feed(Prompt(1));
        foreach (var wrong in new GenerationOptions[]
        {
            new() { Temperature = 0 }, new() { TopP = 0 }, new() { TopP = 1.5 }, new() { TopK = -1 },
            new() { RepetitionPenalty = 0 }, new() { MaxWords = -1 }, new() { Temperature = double.NaN },
        })
        {
            Assert.That(() => session.Generate(wrong), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }

        var run = Run.Open(_folder);
        Assert.That(
            Assert.Throws<RunException>(() => run.OpenClassifier(_backend))!.Problem, Is.EqualTo(RunProblem.OtherTask));
        var opened = run.OpenLanguageModel(_backend);
        var open = opened.OpenSession();
        opened.Dispose();
        Assert.That(() => open.Feed(Prompt(1)), Throws.InstanceOf<ObjectDisposedException>());
        using var trained = run.LoadLanguageModel(_backend);
        Assert.That(
            () => new OpenedLanguageModel(_backend, trained.Model, new Vocabulary(["a", "b"])),
            Throws.ArgumentException.With.Message.Contains("use the vocabulary"));
    }

    /// <summary>A word that the model could not read was in the session's text, and not in its state.</summary>
    [Test]
    public void A_session_stays_as_it_was_where_a_word_cannot_be_read()
    {
        var opened = Run.Open(_folder).OpenLanguageModel(_backend);
        var session = opened.OpenSession();
        session.Feed(Prompt(3));
        var words = session.Words;
        var next = session.NextWords(5);
        opened.Dispose();
        Assert.That(() => session.Generate().First(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(session.Words, Is.EqualTo(words));
        Assert.That(session.NextWords(5), Is.EqualTo(next));
        Assert.That(
            () => _model.CompleteAll([], new GenerationOptions { TopP = 2 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static LanguageModelConfig Config()
    {
        var preset = LanguageModelPresets.Get(LanguageModelPresets.SmallLstm);
        var config = preset.ToConfig(Data, preset.ToMethod(sparsity: 0.5));
        return config with
        {
            Model = config.Model.WithHidden(8),
            Training = config.Training with { Epochs = 2, Batch = 4, Bptt = 6, Lr = 2, LogEvery = 10 },
        };
    }

    private static string Prompt(int words)
        => string.Join(' ', File.ReadAllText(Path.Combine(Data, "test.txt"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(words).Take(words));
}
