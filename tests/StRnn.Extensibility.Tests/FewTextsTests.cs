using StRnn.Backends.Reference;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;

namespace StRnn.Extensibility.Tests;

/// <summary>
/// The recipe for any texts, on few of them: enough steps to learn, and no rows for words that do not occur.
/// </summary>
public sealed class FewTextsTests
{
    private string _folder = string.Empty;
    private string _data = string.Empty;
    private ReferenceBackend<float> _backend = null!;

    [SetUp]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("strnn-few-").FullName;
        _data = Path.Combine(_folder, "mail.csv");
        string[] topics = ["invoice payment due", "meeting room monday", "server error restart"];
        string[] labels = ["billing", "calendar", "operations"];
        File.WriteAllLines(_data, Enumerable.Range(0, 120)
            .Select(i => $"{labels[i % 3]},please see {topics[i % 3].Split(' ')[i / 3 % 3]} number{i % 11} today")
            .Prepend("label,text"));
        _backend = new ReferenceBackend<float>();
    }

    [TearDown]
    public void CleanUp()
    {
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void The_recipe_for_any_texts_learns_few_ones()
    {
        var config = Narrow(ClassifierPresets.Get("text").ToConfig(_data));
        var run = Run.Train(At("run"), config, _backend);
        var begun = (ClassifierConfig)run.Config;
        Assert.That(begun.Training.Batch, Is.EqualTo(8));
        Assert.That(begun.Training.Epochs * (begun.Data.TrainTexts / 8.0), Is.GreaterThanOrEqualTo(1_000));
        Assert.That(begun.Training.Patience, Is.GreaterThan(config.Training.Patience));
        Assert.That(run.Evaluate(_backend).Result.Accuracy, Is.GreaterThan(0.9));

        // The same call opens it, and the tool's configuration reads it.
        Assert.That(Run.Train(At("run"), config, _backend).Config, Is.EqualTo(begun).Using<RunConfig>(Same));
    }

    [Test]
    public void Rows_are_there_for_the_words_there_are()
    {
        var run = Begun("run", ClassifierPresets.Get("text").ToConfig(_data));
        Assert.That(((ClassifierConfig)run.Config).Data.VocabularySize, Is.EqualTo(run.ReadWordIndex().Size));
        Assert.That(run.ReadWordIndex().Size, Is.LessThan(40));
        var fixedSize = ClassifierPresets.Get("text").ToConfig(_data);
        fixedSize = fixedSize with { Data = fixedSize.Data with { VocabularySize = 50 } };
        Assert.That(Begun("fixed", fixedSize).Config.DataSource.VocabularySize, Is.EqualTo(50));
        var published = ClassifierPresets.Get("imdb").ToConfig(_data);
        Assert.That(Begun("published", published).Config.DataSource.VocabularySize, Is.EqualTo(20_000));
    }

    /// <summary>What a program sets itself stays, and so do published recipes and old configurations.</summary>
    [Test]
    public void Only_the_presets_own_settings_are_fitted()
    {
        var preset = ClassifierPresets.Get("text");
        var set = preset.ToConfig(_data);
        set = set with { Training = set.Training with { Epochs = 2 } };
        Assert.That(Begun("chosen", set).Config.Training, Is.EqualTo(set.Training));
        var old = preset.ToConfig(_data);
        old = old with { Training = old.Training with { LeastSteps = null } };
        Assert.That(Begun("old", old).Config.Training, Is.EqualTo(old.Training));
        Assert.That(File.ReadAllText(Path.Combine(At("old"), "config.json")), Does.Not.Contain("least_steps"));
        var imdb = ClassifierPresets.Get("imdb").ToConfig(_data);
        Assert.That(Begun("imdb", imdb).Config.Training, Is.EqualTo(imdb.Training));
        Assert.That(imdb.Training.LeastSteps, Is.Null);
    }

    [Test]
    public void A_preset_makes_a_method_of_a_sparsity()
    {
        var preset = ClassifierPresets.Get("text");
        var method = preset.ToMethod(sparsity: 0.8);
        Assert.That(method[MethodOptions.PruneRate], Is.EqualTo(preset.Method[MethodOptions.PruneRate]));
        var run = Begun("run", Narrow(preset.ToConfig(_data, method)));
        Assert.That(run.Inspect().Account.WeightDensity, Is.EqualTo(0.2).Within(0.02));
    }

    private static ClassifierConfig Narrow(ClassifierConfig config) => config with
    {
        Model = config.Model with { Width = 32, Hidden = 32 },
        Training = config.Training with { Bptt = 8 },
    };

    private static bool Same(RunConfig one, RunConfig other)
        => one.Training == other.Training && one.DataSource.VocabularySize == other.DataSource.VocabularySize;

    private string At(string run) => Path.Combine(_folder, run);

    private Run Begun(string name, RunConfig config)
    {
        Run.Begin(At(name), config, _backend).Dispose();
        return Run.Open(At(name));
    }
}
