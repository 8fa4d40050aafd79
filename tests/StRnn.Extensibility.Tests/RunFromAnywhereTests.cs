using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Experiments;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Series;
using StRnn.Text.Corpora;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Extensibility.Tests;

/// <summary>Runs that one call begins, resumes or opens, so that a program can be started again and again.</summary>
public sealed class RunFromAnywhereTests
{
    private string _folder = string.Empty;
    private ReferenceBackend<float> _backend = null!;

    private static string Data => Path.Combine(AppContext.BaseDirectory, "Stored", "data");

    [SetUp]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("strnn-anywhere-").FullName;
        _backend = new ReferenceBackend<float>();
    }

    [TearDown]
    public void CleanUp()
    {
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_program_started_again_and_again_trains_once_and_to_the_same_bits()
    {
        var whole = Run.Train(At("whole"), Small(), _backend);
        Assert.That(whole.ReadReport().IsFinished);

        var begun = await Run.TrainAsync(At("parts"), Small(), _backend, new RunOptions { MaxSteps = 40 });
        Assert.That(begun.ReadReport().IsFinished, Is.False);
        var finished = await Run.TrainAsync(At("parts"), Small(), _backend);
        Assert.That(finished.ReadReport().IsFinished);
        Assert.That(Bytes("parts"), Is.EqualTo(Bytes("whole")));

        // Nothing is left to train: no backend is needed.
        var closed = new ReferenceBackend<float>();
        closed.Dispose();
        var before = File.GetLastWriteTimeUtc(Last("parts"));
        string log = File.ReadAllText(finished.Directory.MetricsPath);
        var opened = await Run.TrainAsync(At("parts"), Small(), closed);
        Assert.That(opened.ReadReport().IsFinished);
        Assert.That(File.GetLastWriteTimeUtc(Last("parts")), Is.EqualTo(before));
        Assert.That(File.ReadAllText(finished.Directory.MetricsPath), Is.EqualTo(log));
    }

    [Test]
    public async Task A_cancelled_training_saves_and_goes_on_at_the_next_start()
    {
        using var cancellation = new CancellationTokenSource();
        var options = new RunOptions { Observer = _ => cancellation.Cancel() };
        var stopped = await Run.TrainAsync(At("run"), Small(), _backend, options, cancellation.Token);
        Assert.That(stopped.ReadReport().IsFinished, Is.False);
        Assert.That(File.Exists(Last("run")));
        Assert.That((await Run.TrainAsync(At("run"), Small(), _backend)).ReadReport().IsFinished);
    }

    [Test]
    public void A_run_of_another_configuration_is_refused_and_the_setting_named()
    {
        Run.Train(At("run"), Small(), _backend, new RunOptions { MaxSteps = 2 });
        byte[] before = Bytes("run");
        var other = Small() with { Training = Small().Training with { Epochs = 5 } };
        var error = Assert.Throws<RunException>(() => Run.Train(At("run"), other, _backend))!;
        Assert.That(error.Problem, Is.EqualTo(RunProblem.OtherConfiguration));
        Assert.That(error.Message, Does.Contain("training.epochs is 3 there, and 5 is asked for"));
        var classifier = ClassifierPresets.Get("text").ToConfig(Data);
        Assert.That(
            Assert.Throws<RunException>(() => Run.Train(At("run"), classifier, _backend))!.Problem,
            Is.EqualTo(RunProblem.OtherTask));
        Assert.That(Bytes("run"), Is.EqualTo(before));

        // What only logs and saves decides nothing.
        var same = Small() with { Training = Small().Training with { LogEvery = 7 } };
        Assert.That(Run.Train(At("run"), same, _backend).ReadReport().IsFinished);
    }

    [Test]
    public void A_run_killed_before_its_first_checkpoint_begins_anew()
    {
        Run.Train(At("whole"), Small(), _backend);
        Run.Begin(At("train"), Small(), _backend).Dispose();
        Assert.That(Run.Train(At("train"), Small(), _backend).ReadReport().IsFinished);
        Run.Begin(At("begin"), Small(), _backend).Dispose();
        using (var training = Run.Begin(At("begin"), Small(), _backend))
        {
            training.Train();
        }

        Run.Begin(At("resume"), Small(), _backend).Dispose();
        using (var training = Run.Resume(At("resume"), _backend))
        {
            training.Train();
        }

        Assert.That(new[] { "train", "begin", "resume" }.Select(Bytes), Is.All.EqualTo(Bytes("whole")));

        Run.Begin(At("other"), Small(), _backend).Dispose();
        var other = Small() with { Training = Small().Training with { Lr = 3 } };
        Assert.That(
            Assert.Throws<RunException>(() => Run.Begin(At("other"), other, _backend))!.Problem,
            Is.EqualTo(RunProblem.OtherConfiguration));
    }

    /// <summary>As a run of which a smaller model was extracted: the best weights alone.</summary>
    [Test]
    public void Weights_without_a_checkpoint_to_resume_from_are_never_overwritten()
    {
        Run.Train(At("run"), Small(), _backend);
        File.Delete(Last("run"));
        File.Delete(Path.Combine(At("run"), "metrics.jsonl"));
        byte[] best = File.ReadAllBytes(Best("run"));
        foreach (var act in new Action[]
        {
            () => Run.Train(At("run"), Small(), _backend), () => Run.Resume(At("run"), _backend),
        })
        {
            Assert.That(Assert.Throws<RunException>(() => act())!.Problem, Is.EqualTo(RunProblem.NoCheckpoint));
        }

        Assert.That(File.ReadAllBytes(Best("run")), Is.EqualTo(best));
    }

    [Test]
    public void A_best_checkpoint_that_was_removed_is_missed_and_not_replaced_by_the_last()
    {
        var run = Run.Train(At("run"), Small(), _backend);
        File.Delete(Best("run"));
        var error = Assert.Throws<RunException>(() => run.OpenLanguageModel(_backend))!;
        Assert.That(error.Problem, Is.EqualTo(RunProblem.NoBestCheckpoint));
        Assert.That(error.Message, Does.Contain("best.safetensors").And.Contain("removed"));
        run.OpenLanguageModel(_backend, CheckpointChoice.Last).Dispose();

        // Before the first validation the newest one is all there is.
        var young = Run.Train(At("young"), Small(), _backend, new RunOptions { MaxSteps = 2 });
        young.OpenLanguageModel(_backend).Dispose();
    }

    [Test]
    public void All_exceptions_of_the_libraries_have_one_base()
    {
        var assemblies = new[]
        {
            typeof(BackendException), typeof(CorpusException), typeof(RunException), typeof(SeriesException),
        }.Select(type => type.Assembly).Distinct();
        var own = assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAssignableTo(typeof(ArgumentException)))
            .ToList();
        Assert.That(own, Has.Member(typeof(TrainingException)).And.Member(typeof(CheckpointException)));
        Assert.That(own.Where(type => !type.IsAssignableTo(typeof(StRnnException))), Is.Empty);
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

    private string Best(string run) => Path.Combine(At(run), "best.safetensors");

    private byte[] Bytes(string run) => File.ReadAllBytes(Last(run));
}
