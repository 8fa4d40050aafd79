using StRnn.Backends.Reference;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Extensibility.Tests;

/// <summary>Runs from C#, by the public API alone: begun, stopped, resumed, opened.</summary>
public sealed class RunTests
{
    private const int Words = 13;

    private static readonly string Stored = Path.Combine(AppContext.BaseDirectory, "Stored");

    private string _folder = string.Empty;

    private static string Data => Path.Combine(Stored, "data");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-runs-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_run_that_stopped_ends_with_the_bytes_of_an_uninterrupted_one()
    {
        using var backend = new ReferenceBackend<float>();
        using (var whole = Run.Begin(At("whole"), Small(), backend))
        {
            Assert.That(whole.Train(), Is.EqualTo(TrainingOutcome.Completed));
        }

        var seen = new List<MetricsEvent>();
        using (var first = Run.Begin(
            At("parts"), Small(), backend, new RunOptions { MaxSteps = 40, Observer = seen.Add }))
        {
            Assert.That(first.Train(), Is.EqualTo(TrainingOutcome.StepLimit));
            Assert.That(first.Progress.Step, Is.EqualTo(40));
            Assert.That(first.Account.WeightDensity, Is.EqualTo(0.5).Within(0.02));
        }

        using (var second = Run.Resume(At("parts"), backend))
        {
            Assert.That(second.Train(), Is.EqualTo(TrainingOutcome.Completed));
        }

        Assert.That(seen, Is.Not.Empty);
        Assert.That(File.ReadAllBytes(Last("parts")), Is.EqualTo(File.ReadAllBytes(Last("whole"))));
        var problem = Assert.Throws<RunException>(() => Run.Resume(At("parts"), backend))!;
        Assert.That(problem.Problem, Is.EqualTo(RunProblem.Finished));
    }

    [Test]
    public void A_finished_run_opens_and_tells_everything()
    {
        using var backend = new ReferenceBackend<float>();
        using (var training = Run.Begin(At("run"), Small(), backend))
        {
            training.Train();
        }

        var run = Run.Open(At("run"));
        Assert.That(run.ReadReport().IsFinished);
        Assert.That(run.Config.Method[MethodOptions.Growth], Is.EqualTo("random"));
        Assert.That(run.Inspect().Account.WeightDensity, Is.EqualTo(0.5).Within(0.02));
        Assert.That(run.ReadVocabulary().Count, Is.EqualTo(Words));
        var evaluation = run.Evaluate(backend);
        Assert.That(evaluation.HaveDataChanged, Is.False);
        Assert.That(evaluation.ToString(), Does.StartWith("test: loss ").And.Contain("perplexity").And.Contain(Data));
        Assert.That(run.Inspect().Account.ToString(), Does.Contain("trainable values").And.Not.Contain("ModelAccount"));
        Assert.That(
            evaluation.Result.Loss,
            Is.EqualTo(run.ReadReport().EvaluationOf(SplitNames.Test)!.Loss!.Value).Within(1e-6));
        using var model = run.LoadLanguageModel(backend, CheckpointChoice.Last);
        Assert.That(model.Progress.Epoch, Is.EqualTo(3));
        Assert.That(model.Model.Parameters, Is.Not.Empty);
    }

    /// <summary>A folder that <c>strnn train</c> wrote before there was this assembly.</summary>
    [Test]
    public void What_the_command_line_wrote_opens_evaluates_and_resumes()
    {
        Directory.CreateDirectory(At("lstm"));
        foreach (string file in Directory.GetFiles(Path.Combine(Stored, "lstm")))
        {
            File.Copy(file, Path.Combine(At("lstm"), Path.GetFileName(file)));
        }

        // The run names its data by their full path: here they lie elsewhere.
        string config = Path.Combine(At("lstm"), "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace(
            "elsewhere/data", Data.Replace('\\', '/'), StringComparison.Ordinal));
        byte[] before = File.ReadAllBytes(config);
        using var backend = new ReferenceBackend<float>();
        var run = Run.Open(At("lstm"));
        Assert.That(((LanguageModelConfig)run.Config).Model, Is.InstanceOf<LstmConfig>());
        Assert.That(run.ReadReport().IsFinished, Is.False);
        var evaluation = run.Evaluate(backend, SplitNames.Valid);
        Assert.That(evaluation.Result.Loss, Is.LessThan(Math.Log(Words)));
        using (var training = Run.Resume(At("lstm"), backend))
        {
            Assert.That(training.Progress.Step, Is.EqualTo(60));
            Assert.That(training.Train(), Is.EqualTo(TrainingOutcome.Completed));
        }

        Assert.That(File.ReadAllBytes(config), Is.EqualTo(before));
        Assert.That(run.ReadReport().BestValidation!.Loss, Is.LessThanOrEqualTo(evaluation.Result.Loss + 1e-6));
    }

    [Test]
    public void A_folder_is_used_once_and_an_empty_one_holds_no_run()
    {
        using var backend = new ReferenceBackend<float>();
        Run.Begin(At("run"), Small(), backend).Dispose();
        Assert.That(
            Assert.Throws<RunException>(() => Run.Open(At("run")).LoadLanguageModel(backend))!.Problem,
            Is.EqualTo(RunProblem.NoCheckpoint));
        Run.Train(At("run"), Small(), backend, new RunOptions { MaxSteps = 2 });
        Assert.That(
            Assert.Throws<RunException>(() => Run.Begin(At("run"), Small(), backend))!.Problem,
            Is.EqualTo(RunProblem.FolderTaken));
        Assert.That(Assert.Throws<RunException>(() => Run.Open(At("nothing")))!.Problem, Is.EqualTo(RunProblem.NoRun));
    }

    private static LanguageModelConfig Small()
    {
        var preset = LanguageModelPresets.Get(LanguageModelPresets.SmallLstm);
        var config = preset.ToConfig(Data, preset.ToMethod(sparsity: 0.5));
        return config with
        {
            Model = config.Model.WithHidden(8),
            Training = config.Training with { Epochs = 3, Batch = 4, Bptt = 6, Lr = 2, LogEvery = 10 },
        };
    }

    private string At(string run) => Path.Combine(_folder, run);

    private string Last(string run) => Path.Combine(At(run), "last.safetensors");
}
