using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

/// <summary>Runs that stop where nothing stops them in order: resumed, they equal an uninterrupted one.</summary>
public sealed class ResumeTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-resume-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The forward pass has overwritten the carried state and added to the losses: both are saved as before it, with
    /// the losses of the steps that were done.
    /// </summary>
    [Test]
    public void A_step_without_memory_after_its_forward_pass_is_repeated([Values(2, 3, 6, 7, 9)] int step)
    {
        using var backend = new ReferenceBackend<float>();
        var (run, whole) = (NewRun("run"), NewRun("whole"));
        Finish(whole, new SequenceTask(backend), backend, resume: false);
        var task = new DelegatingTask(new SequenceTask(backend))
        {
            AfterForward = number => Fail(number == step),
        };
        var error = Stop(() => Finish(run, task, backend, resume: false));
        Assert.That(error.SavedState, Is.EqualTo(run.LastCheckpointPath));
        Assert.That(error.Message, Does.Contain($"The state after step {step - 1} was saved"));
        Finish(run, new SequenceTask(backend), backend, resume: true);
        RunFiles.AssertSame(run, whole, "resumed");
    }

    [Test]
    public void A_validation_without_memory_repeats_no_line([Values(1, 2)] int epoch)
    {
        using var backend = new ReferenceBackend<float>();
        var (run, whole) = (NewRun("run"), NewRun("whole"));
        Finish(whole, new SequenceTask(backend), backend, resume: false);
        int evaluations = 0;
        var task = new DelegatingTask(new SequenceTask(backend))
        {
            BeforeEvaluation = split => Fail(++evaluations == epoch),
        };
        var error = Stop(() => Finish(run, task, backend, resume: false));
        Assert.That(error.Message, Does.Contain($"The state after step {epoch * SequenceTask.Windows} was saved"));
        Finish(run, new SequenceTask(backend), backend, resume: true);
        RunFiles.AssertSame(run, whole, "resumed");
    }

    [Test]
    public void A_run_killed_after_its_test_repeats_no_line()
    {
        using var backend = new ReferenceBackend<float>();
        var (run, whole) = (NewRun("run"), NewRun("whole"));
        Finish(whole, new SequenceTask(backend), backend, resume: false);
        Assert.That(
            () => Finish(run, new SequenceTask(backend), backend, resume: false, line =>
            {
                if (line is EvaluationMetrics { Split: "test" })
                {
                    throw new OperationCanceledException();
                }
            }),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(RunFiles.Lines(run)[^1], Does.Contain("test"));
        Finish(run, new SequenceTask(backend), backend, resume: true);
        RunFiles.AssertSame(run, whole, "resumed");
    }

    /// <summary>The rule for checkpoints that do not count lines.</summary>
    [Test]
    public void Lines_may_be_cut_by_step()
    {
        var run = NewRun("run");
        foreach (long step in new[] { 1, 2, 3 })
        {
            run.AppendMetrics(new StepMetrics { Epoch = 1, Step = step, Loss = 1 });
        }

        run.CutMetrics(2);
        Assert.That(RunFiles.Lines(run), Has.Count.EqualTo(2));
    }

    /// <summary>
    /// The device keeps the norms of 256 steps. Every 64th step replaces the optimiser, also that in which they are
    /// read.
    /// </summary>
    [Test]
    public void No_gradient_norm_is_lost([Values(0, 100, 250)] int checkpointEvery, [Values(0, 257, 290)] int stopAfter)
    {
        const int Steps = 300;
        const int Replaced = 4;
        using var backend = new ReferenceBackend<float>();
        var run = NewRun("run");
        var options = new TrainingOptions { Epochs = 2, Seed = 3, LogEvery = 1000, CheckpointEvery = checkpointEvery };
        if (stopAfter > 0)
        {
            using var first = NewTrainer(options with { MaxSteps = stopAfter });
            first.Initialize();
            Assert.That(first.Run(), Is.EqualTo(TrainingOutcome.StepLimit));
        }

        using var trainer = NewTrainer(options with { MaxSteps = Steps + 1 - stopAfter });
        if (stopAfter > 0)
        {
            trainer.Resume();
        }
        else
        {
            trainer.Initialize();
        }

        trainer.Run();
        Assert.That(trainer.Progress.UnreportedGradientNorms.Steps, Is.EqualTo(Steps + 1 - Replaced));

        Trainer NewTrainer(TrainingOptions changed) => new(
            backend,
            new DelegatingTask(new SequenceTask(backend, hidden: 3)) { StepsPerEpoch = Steps },
            SparseTrainingMethod.RigL(new UniformInitializer(0.5), 0.3, new UpdateInterval(64)),
            new SgdMomentum(backend, clipNorm: 1),
            new DecayAfterEpoch(0.1, 10, 1),
            changed,
            run);
    }

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new BackendOutOfMemoryException("The test's device is full.");
        }
    }

    private static BackendOutOfMemoryException Stop(Action run)
        => Assert.Throws<BackendOutOfMemoryException>(() => run())!;

    private static void Finish(
        RunDirectory run, ITrainingTask task, IBackend backend, bool resume, Action<MetricsEvent>? observer = null)
    {
        using var trainer = new Trainer(
            backend,
            task,
            SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.4),
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
            new DecayAfterEpoch(0.1, 10, 1),
            new TrainingOptions { Epochs = 2, Seed = 3, LogEvery = 4 },
            run,
            observer);
        if (resume)
        {
            trainer.Resume();
        }
        else
        {
            trainer.Initialize();
        }

        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    private RunDirectory NewRun(string name)
    {
        var run = new RunDirectory(Path.Combine(_folder, name));
        run.Create();
        return run;
    }
}
