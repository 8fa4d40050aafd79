using System.Text.Json;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Training;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

public sealed class TrainerTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder()
        => _folder = Directory.CreateTempSubdirectory("strnn-trainer-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Training_learns([Values] bool sparse)
    {
        using var backend = new ReferenceBackend<float>();
        var entries = new List<MetricsEvent>();
        using var trainer = NewTrainer(backend, null, Options(60), sparse, entries.Add);
        trainer.Initialize();
        trainer.Run();
        var perplexities = entries.OfType<EpochMetrics>().Select(entry => entry.Perplexity!.Value).ToList();
        Assert.That(perplexities[0], Is.GreaterThan(8));
        Assert.That(perplexities[^1], Is.LessThan(4));
    }

    /// <summary>
    /// Stopped after every step count in turn and resumed in a new trainer: the last checkpoint has the same bytes.
    /// </summary>
    [Test]
    public void Resume_equals_an_uninterrupted_run(
        [Values(1, 5, 6, 7, 13)] int stopAfter, [Values] bool everySteps, [Values] bool adam)
    {
        var interval = everySteps ? new UpdateInterval(4) : UpdateInterval.EveryEpoch;
        var whole = new RunDirectory(Path.Combine(_folder, "whole"));
        var parts = new RunDirectory(Path.Combine(_folder, "parts"));
        Run(whole, Options(3), resume: false, interval, adam);
        Assert.That(
            Run(parts, Options(3) with { MaxSteps = stopAfter }, resume: false, interval, adam),
            Is.EqualTo(TrainingOutcome.StepLimit));
        Assert.That(Run(parts, Options(3), resume: true, interval, adam), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(
            File.ReadAllBytes(parts.LastCheckpointPath), Is.EqualTo(File.ReadAllBytes(whole.LastCheckpointPath)));
        Assert.That(
            File.ReadAllBytes(parts.BestCheckpointPath), Is.EqualTo(File.ReadAllBytes(whole.BestCheckpointPath)));
    }

    [Test]
    public void Resume_cuts_the_metrics_back_and_drops_a_half_written_line()
    {
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        Run(run, Options(2) with { MaxSteps = 8, LogEvery = 1 }, resume: false, UpdateInterval.EveryEpoch);
        run.AppendMetrics(new StepMetrics { Epoch = 2, Step = 9, Loss = 1 });
        File.AppendAllText(run.MetricsPath, "{\"event\":\"st");
        Run(run, Options(2) with { LogEvery = 1 }, resume: true, UpdateInterval.EveryEpoch);
        var steps = File.ReadLines(run.MetricsPath).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.GetProperty("event").GetString() == "step")
            .Select(entry => entry.GetProperty("step").GetInt64());
        Assert.That(steps, Is.EqualTo(Enumerable.Range(1, 12)));
    }

    /// <summary>Every figure of every line, but for clock and memory.</summary>
    [Test]
    public void Metrics_of_a_resumed_run_equal_those_of_an_uninterrupted_one([Values(1, 3, 6, 7, 14)] int stopAfter)
    {
        var interval = new UpdateInterval(5);
        var whole = new RunDirectory(Path.Combine(_folder, "whole"));
        var parts = new RunDirectory(Path.Combine(_folder, "parts"));
        Run(whole, Options(3), resume: false, interval);
        Run(parts, Options(3) with { MaxSteps = stopAfter }, resume: false, interval);
        Run(parts, Options(3), resume: true, interval);
        Assert.That(RunFiles.Lines(parts), Is.EqualTo(RunFiles.Lines(whole)));
    }

    [Test]
    public void Step_and_epoch_lines_carry_gradient_norm_and_share_of_clipped_steps()
    {
        using var backend = new ReferenceBackend<float>();
        var entries = new List<MetricsEvent>();
        using var trainer = NewTrainer(backend, null, Options(3), sparse: true, entries.Add);
        trainer.Initialize();
        trainer.Run();
        Assert.That(entries.OfType<StepMetrics>().Select(step => step.GradientNorm), Has.All.InRange(0.01, 100));
        Assert.That(entries.OfType<EpochMetrics>().Select(epoch => epoch.GradientNorm), Has.All.InRange(0.01, 100));
        Assert.That(entries.OfType<EpochMetrics>().Select(epoch => epoch.ClippedShare), Has.All.InRange(0, 1));
    }

    /// <summary>
    /// A line has the rate of its last update and the time of all: the first line is told at once, later ones tell
    /// three updates, those that an epoch's end finds untold included.
    /// </summary>
    [Test]
    public void Updates_told_together_have_the_last_rate_and_the_sum_of_their_durations()
    {
        const int Pause = 20;
        using var backend = new ReferenceBackend<float>();
        var lines = new List<MetricsEvent>();
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.6), 0.2);
        method = method with
        {
            Topology = method.Topology! with { Interval = new UpdateInterval(1), Rate = new SlowRate(Pause) },
        };
        using var trainer = new Trainer(
            backend,
            new SequenceTask(backend, hidden: 24),
            method,
            new SgdMomentum(backend),
            new DecayAfterEpoch(1, 4, 1),
            Options(2),
            null,
            lines.Add);
        trainer.Initialize();
        trainer.Run();
        var updates = lines.OfType<TopologyMetrics>().ToList();
        Assert.That(updates.Select(line => line.Step), Is.EqualTo(new[] { 1, 5, 6, 10, 12 }));
        Assert.That(updates.Select(line => line.PruneRate), Is.EqualTo(updates.Select(line => line.Step / 100.0)));
        var milliseconds = updates.Select(line => line.TopologyMs!.Value).ToList();
        Assert.That(milliseconds[1], Is.GreaterThan(4 * Pause));
        Assert.That(milliseconds[3], Is.GreaterThan(4 * Pause));
    }

    /// <summary>Files keep the array that old programs write.</summary>
    [Test]
    public void Untold_changes_are_an_array_in_a_checkpoint()
    {
        string json = JsonSerializer.Serialize(new ConnectionChanges(1, 2, 3));
        Assert.That(json, Is.EqualTo("[1,2,3]"));
        Assert.That(JsonSerializer.Deserialize<ConnectionChanges>(json), Is.EqualTo(new ConnectionChanges(1, 2, 3)));
        Assert.That(() => JsonSerializer.Deserialize<ConnectionChanges>("[1,2]"), Throws.InstanceOf<JsonException>());
    }

    /// <summary>An update within an epoch belongs to that epoch, one after it to the epoch that ended.</summary>
    [TestCase(4, new[] { 1, 2, 2, 3 })]
    [TestCase(0, new[] { 1, 2, 3 })]
    public void Topology_lines_name_the_epoch_of_their_step(int every, int[] epochs)
    {
        using var backend = new ReferenceBackend<float>();
        var entries = new List<MetricsEvent>();
        var interval = every > 0 ? new UpdateInterval(every) : UpdateInterval.EveryEpoch;
        using var trainer = NewTrainer(backend, null, Options(3), sparse: true, entries.Add, interval);
        trainer.Initialize();
        trainer.Run();
        Assert.That(entries.OfType<TopologyMetrics>().Select(update => update.Epoch), Is.EqualTo(epochs));
    }

    /// <summary>The weights validated are those last trained, also where an update took that step's place.</summary>
    [Test]
    public void An_update_that_ends_an_epoch_comes_after_validation()
    {
        using var backend = new ReferenceBackend<float>();
        var entries = new List<MetricsEvent>();
        var method = SparseTrainingMethod.RigL(new UniformInitializer(0.6), 0.3, new UpdateInterval(6));
        using var trainer = new Trainer(
            backend,
            new SequenceTask(backend, hidden: 24),
            method,
            new SgdMomentum(backend),
            new DecayAfterEpoch(1, 4, 1),
            Options(4) with { LogEvery = 1 },
            null,
            entries.Add);
        trainer.Initialize();
        trainer.Run();
        Assert.That(
            entries.Where(entry => entry is TopologyMetrics or EvaluationMetrics { Weights: null })
                .Select(entry => $"{entry.Event} {entry.Epoch}"),
            Is.EqualTo(new[] { "eval 1", "topology 1", "eval 2", "topology 2", "eval 3", "eval 4" }));
    }

    /// <summary>The rate does not fall while a model gets sparser, however its validation moves.</summary>
    [Test]
    public void A_stall_is_counted_from_the_final_sparsity_on()
    {
        using var backend = new ReferenceBackend<float>();
        var entries = new List<MetricsEvent>();
        var method = SparseTrainingMethod.GradualMagnitudePruning(
            new UniformInitializer(0.01), new UpdateInterval(3), endFraction: 0.5, beginFraction: 0.375);
        using var trainer = new Trainer(
            backend,
            new SequenceTask(backend, hidden: 24),
            method,
            new SgdMomentum(backend),
            new DivideOnStall(1, 2),
            Options(8),
            null,
            entries.Add);
        trainer.Initialize();
        trainer.Run();
        double[] losses = [.. entries.OfType<EvaluationMetrics>().Where(entry => entry.Weights is null)
            .Select(entry => entry.Loss)];
        Assert.That(losses[3], Is.GreaterThan(losses[2]), "worse while it is pruned");
        Assert.That(entries.OfType<EpochMetrics>().Take(5).Select(entry => entry.Lr), Is.All.EqualTo(1));
    }

    [Test]
    public void Cancellation_saves_and_says_so()
    {
        using var backend = new ReferenceBackend<float>();
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        run.Create();
        using var cancellation = new CancellationTokenSource();
        using var trainer = NewTrainer(backend, run, Options(3) with { LogEvery = 1 }, sparse: true, entry =>
        {
            if (entry.Step == 4)
            {
                cancellation.Cancel();
            }
        });
        trainer.Initialize();
        Assert.That(trainer.Run(cancellation.Token), Is.EqualTo(TrainingOutcome.Interrupted));
        Assert.That(trainer.Progress.Step, Is.EqualTo(4));
        Assert.That(run.HasCheckpoint);
    }

    [Test]
    public void A_loss_that_is_no_number_stops_the_run_in_one_line_and_leaves_the_checkpoint_alone()
    {
        using var backend = new ReferenceBackend<float>();
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        run.Create();
        using var trainer = new Trainer(
            backend,
            new SequenceTask(backend),
            SparseTrainingMethod.Dense,
            new SgdMomentum(backend),
            new DecayAfterEpoch(1e38, 10, 1),
            Options(3) with { LogEvery = 1 },
            run);
        trainer.Initialize();
        var error = Assert.Throws<TrainingException>(() => trainer.Run());
        Assert.That(error!.Cause, Is.EqualTo(TrainingFailure.LossNotFinite));
        Assert.That(error.Message, Does.Contain("in epoch 1 by step").And.Not.Contain("\n"));
        Assert.That(run.HasCheckpoint, Is.False);
    }

    [Test]
    public void A_checkpoint_of_another_model_is_refused_with_both_shapes()
    {
        using var backend = new ReferenceBackend<float>();
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        Run(run, Options(1), resume: false, UpdateInterval.EveryEpoch);
        using var other = new SequenceTask(backend, hidden: 9);
        var error = Assert.Throws<CheckpointException>(
            () => Checkpoint.LoadWeights(run.LastCheckpointPath, backend, other.Parameters));
        Assert.That(error!.Message, Does.Contain("embedding.weight").And.Contain("does not fit"));
    }

    private static TrainingOptions Options(int epochs) => new() { Epochs = epochs, Seed = 3, LogEvery = 4 };

    private static TrainingOutcome Run(
        RunDirectory run, TrainingOptions options, bool resume, UpdateInterval interval, bool adam = false)
    {
        using var backend = new ReferenceBackend<float>();
        run.Create();
        using var trainer = NewTrainer(backend, run, options, sparse: true, null, interval, adam);
        if (resume)
        {
            trainer.Resume();
        }
        else
        {
            trainer.Initialize();
        }

        return trainer.Run();
    }

    private static Trainer NewTrainer(
        ReferenceBackend<float> backend,
        RunDirectory? run,
        TrainingOptions options,
        bool sparse,
        Action<MetricsEvent>? observer,
        UpdateInterval interval = default,
        bool adam = false)
    {
        IOptimizer optimizer = adam
            ? new Adam(backend, weightDecay: 1e-6, clipNorm: 1)
            : new SgdMomentum(backend, momentum: 0.9, weightDecay: 1e-6, clipNorm: 1);
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.6), 0.2);
        method = method with { Topology = method.Topology! with { Interval = interval } };
        return new Trainer(
            backend,
            new SequenceTask(backend, hidden: 24, dropout: 0.1f),
            sparse ? method : SparseTrainingMethod.Dense,
            optimizer,
            new DivideOnStall(adam ? 0.02 : 0.4, 1.02),
            options,
            run,
            observer);
    }

    private sealed class SlowRate(int milliseconds) : IPruningRateSchedule
    {
        public string Name => "slow";

        public double RateAt(long step, long totalSteps)
        {
            Thread.Sleep(milliseconds);
            return step / 100.0;
        }
    }
}
