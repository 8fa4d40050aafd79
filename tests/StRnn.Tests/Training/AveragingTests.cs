using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Training;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

/// <summary>Runs whose optimiser averages the weights: what is evaluated and kept is the average.</summary>
public sealed class AveragingTests
{
    private const int Epochs = 4;
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-averaging-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_resumed_run_equals_an_uninterrupted_one(
        [Values(1, 5, 6, 7, 13, 20)] int stopAfter, [Values] bool restarts, [Values] bool beginsAtOnce)
    {
        var (whole, parts) = (NewRun("whole"), NewRun("parts"));
        Train(whole, restarts, beginsAtOnce);
        Assert.That(Train(parts, restarts, beginsAtOnce, stopAfter), Is.EqualTo(TrainingOutcome.StepLimit));
        Assert.That(Train(parts, restarts, beginsAtOnce, resume: true), Is.EqualTo(TrainingOutcome.Completed));
        RunFiles.AssertSame(parts, whole, "resumed");
    }

    /// <summary>Every update came at the end of an epoch of 6 steps, the last one after the last step.</summary>
    [Test]
    public void The_average_of_a_new_connection_begins_with_it()
    {
        var run = NewRun("run");
        Train(run, restarts: true, beginsAtOnce: true);
        using var last = Checkpoint.Open(run.LastCheckpointPath);
        var ages = last.ReadFloats("lstm.weight_hh_l0.age");
        Assert.That(ages.Distinct().Order(), Is.EqualTo(new float[] { 0, 6, 12, 18, 24 }));
        Assert.That(last.ReadFloats("decoder.bias.age"), Is.All.EqualTo(24));
        var average = last.ReadFloats("lstm.weight_hh_l0.average");
        for (int k = 0; k < ages.Length; k++)
        {
            if (ages[k] == 0)
            {
                Assert.That(average[k], Is.Zero, $"connection {k} has no step yet");
            }
        }
    }

    [Test]
    public void The_best_checkpoint_has_the_averages_and_the_last_one_both([Values] bool restarts)
    {
        const string Weight = "lstm.weight_hh_l0";
        var run = NewRun("run");
        Train(run, restarts, beginsAtOnce: true);
        using var best = Checkpoint.Open(run.BestCheckpointPath);
        Assert.That(best.ReadFloats($"{Weight}.values"), Is.EqualTo(best.ReadFloats($"{Weight}.average")));
        using var last = Checkpoint.Open(run.LastCheckpointPath);
        Assert.That(last.ReadFloats($"{Weight}.values"), Is.Not.EqualTo(last.ReadFloats($"{Weight}.average")));
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 24);
        Checkpoint.LoadWeights(run.LastCheckpointPath, backend, task.Parameters);
        var loaded = task.Parameters.Single(parameter => parameter.Name == Weight);
        Assert.That(loaded.Weight.ToArray().Where(value => value != 0), Is.EqualTo(
            last.ReadFloats($"{Weight}.average").Where(value => value != 0)));
        foreach (var parameter in task.Parameters)
        {
            parameter.Dispose();
        }
    }

    /// <summary>The figure of the best validation comes again at the end, from the file.</summary>
    [Test]
    public void What_is_validated_is_what_is_kept()
    {
        using var backend = new ReferenceBackend<float>();
        var lines = new List<MetricsEvent>();
        Train(NewRun("run"), restarts: true, beginsAtOnce: true, observer: lines.Add);
        var evaluations = lines.OfType<EvaluationMetrics>().ToList();
        double best = evaluations.Where(line => line.Split == "valid").Min(line => line.Loss);
        double test = evaluations.Single(line => line.Split == "test").Loss;
        Assert.That(test, Is.EqualTo(best), "the task's splits are the same data");
        Assert.That(test, Is.Not.EqualTo(Untouched()), "averages are not the weights");

        double Untouched()
        {
            var plain = new List<MetricsEvent>();
            Train(NewRun("plain"), restarts: true, beginsAtOnce: false, observer: plain.Add);
            return plain.OfType<EvaluationMetrics>().Single(line => line.Split == "test").Loss;
        }
    }

    [Test]
    public void A_method_that_resets_the_state_is_refused()
    {
        using var backend = new ReferenceBackend<float>();
        var method = Method();
        method = method with { Topology = method.Topology! with { ResetsOptimizer = true } };
        using var task = new SequenceTask(backend);
        var error = Assert.Throws<TrainingException>(
            () => new TrainingStep(backend, task, method, new AveragedSgd(backend, restarts: true), Epochs));
        Assert.That(error!.Message, Does.Contain("resets").And.Contain("snt-asgd"));
    }

    /// <summary>The validation overwrites the gradients that such a rule reads afterwards.</summary>
    [Test]
    public void A_method_that_prunes_by_gradients_after_a_validation_is_refused()
    {
        using var backend = new ReferenceBackend<float>();
        var method = Method();
        method = method with { Topology = method.Topology! with { Pruning = new SensitivityPruning() } };
        using var task = new SequenceTask(backend);
        Assert.That(
            () => new TrainingStep(backend, task, method, new AveragedSgd(backend, restarts: true), Epochs),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("snt-asgd")
                .And.Message.Contains("after a number of steps"));
        using var optimizer = new AveragedSgd(backend, restarts: true);
        method = method with { Topology = method.Topology! with { Interval = new UpdateInterval(3) } };
        Assert.That(() => new TrainingStep(backend, task, method, optimizer, Epochs).Dispose(), Throws.Nothing);
    }

    private static SparseTrainingMethod Method()
        => SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.4);

    private static TrainingOutcome Train(
        RunDirectory run,
        bool restarts,
        bool beginsAtOnce,
        long maxSteps = 0,
        bool resume = false,
        Action<MetricsEvent>? observer = null)
    {
        using var backend = new ReferenceBackend<float>();
        var optimizer = new AveragedSgd(backend, restarts, interval: 1, weightDecay: 1e-6, clipNorm: 1);
        using var trainer = new Trainer(
            backend,
            new SequenceTask(backend, hidden: 24, dropout: 0.1f),
            Method(),
            optimizer,
            new DecayAfterEpoch(2, 0, 1),
            new TrainingOptions { Epochs = Epochs, Seed = 3, LogEvery = 4, MaxSteps = maxSteps },
            run,
            observer);
        if (resume)
        {
            trainer.Resume();
        }
        else
        {
            trainer.Initialize();
            optimizer.Restore(beginsAtOnce ? new AveragingState { IsAveraging = true } : null);
        }

        return trainer.Run();
    }

    private RunDirectory NewRun(string name)
    {
        var run = new RunDirectory(Path.Combine(_folder, name));
        run.Create();
        return run;
    }
}
