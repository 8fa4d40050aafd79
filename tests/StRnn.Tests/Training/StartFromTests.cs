using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Tests.Training;

/// <summary>Fine-tuning: a new run from the weights of another one.</summary>
public sealed class StartFromTests
{
    private string _folder = string.Empty;

    private RunDirectory First => new(Path.Combine(_folder, "first"));

    [SetUp]
    public void TrainFirst()
    {
        _folder = Directory.CreateTempSubdirectory("strnn-start-").FullName;
        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, new SequenceTask(backend, hidden: 24), First);
        trainer.Initialize();
        trainer.Run();
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void It_has_the_weights_patterns_and_explored_positions_and_new_optimiser_state([Values] bool adam)
    {
        using var backend = new ReferenceBackend<float>();
        var task = new SequenceTask(backend, hidden: 24);
        using var trainer = NewTrainer(backend, task, run: null, adam);
        trainer.StartFrom(First.LastCheckpointPath);
        using var saved = Checkpoint.Open(First.LastCheckpointPath);
        foreach (var parameter in task.Parameters)
        {
            string name = parameter.Weight.IsSparse ? CheckpointKeys.Values(parameter.Name) : parameter.Name;
            var values = new float[parameter.Weight.ParameterCount];
            parameter.Weight.ReadCanonical(parameter.Weight.Values, values);
            Assert.That(values, Is.EqualTo(saved.ReadFloats(name)), parameter.Name);
            Assert.That(parameter.States, Has.Count.EqualTo(adam ? 2 : 1));
            foreach (var state in parameter.States)
            {
                Assert.That(ToArray(backend, state), Is.All.Zero);
            }
        }

        Assert.That(trainer.Progress.Step, Is.Zero);
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    /// <summary>R_s counts from the checkpoint's record on, not from a draw that was discarded.</summary>
    [Test]
    public void Explored_positions_go_on_growing()
    {
        using var backend = new ReferenceBackend<float>();
        double first = ExplorationRateOf(First);
        var second = new RunDirectory(Path.Combine(_folder, "second"));
        using (var trainer = NewTrainer(backend, new SequenceTask(backend, hidden: 24), second))
        {
            trainer.StartFrom(First.LastCheckpointPath);
            trainer.Run();
        }

        var initialised = new RunDirectory(Path.Combine(_folder, "initialised"));
        using (var trainer = NewTrainer(backend, new SequenceTask(backend, hidden: 24), initialised))
        {
            trainer.Initialize();
            trainer.StartFrom(First.LastCheckpointPath);
            trainer.Run();
        }

        Assert.That(ExplorationRateOf(second), Is.GreaterThan(first));
        Assert.That(
            File.ReadAllBytes(initialised.LastCheckpointPath), Is.EqualTo(File.ReadAllBytes(second.LastCheckpointPath)),
            "whatever Initialize drew before is forgotten");
    }

    [Test]
    public void What_has_no_start_or_would_lose_its_start_is_refused()
    {
        using var backend = new ReferenceBackend<float>();
        var task = new SequenceTask(backend, hidden: 24);
        using var trainer = NewTrainer(backend, task, run: null, adam: true);
        Assert.That(() => trainer.Run(), Throws.InvalidOperationException.With.Message.Contains("StartFrom"));
        Checkpoint.LoadWeights(First.LastCheckpointPath, backend, task.Parameters);
        Assert.That(() => trainer.Run(), Throws.InvalidOperationException.With.Message.Contains("StartFrom"));
        Assert.That(() => trainer.Initialize(), Throws.InvalidOperationException.With.Message.Contains("StartFrom"));
        trainer.StartFrom(First.LastCheckpointPath);
        Assert.That(() => trainer.Initialize(), Throws.InvalidOperationException.With.Message.Contains("StartFrom"));
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    [Test]
    public void A_method_that_needs_another_sparsity_is_refused_before_a_weight_is_touched()
    {
        using var backend = new ReferenceBackend<float>();
        var dense = new RunDirectory(Path.Combine(_folder, "dense"));
        using (var trainer = NewTrainer(
            backend, new SequenceTask(backend, hidden: 24), dense, method: SparseTrainingMethod.Dense))
        {
            trainer.Initialize();
            trainer.Run();
        }

        var task = new SequenceTask(backend, hidden: 24);
        using var sparse = NewTrainer(backend, task, run: null);
        Assert.That(
            () => sparse.StartFrom(dense.LastCheckpointPath),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("starts sparse"));
        Assert.That(task.Parameters, Has.None.Matches<Parameter>(parameter => parameter.HasWeight));
        using var snip = NewTrainer(
            backend,
            new SequenceTask(backend, hidden: 24),
            run: null,
            method: SparseTrainingMethod.SingleShot(new UniformInitializer(0.3)));
        Assert.That(
            () => snip.StartFrom(First.LastCheckpointPath),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("takes a dense model"));
    }

    /// <summary>A sparse [50, 16] is no [50, 40], though its rows and indices would fit.</summary>
    [Test]
    public void A_width_that_differs_is_refused_and_changes_nothing()
    {
        using var backend = new ReferenceBackend<float>();
        string path = Path.Combine(_folder, "narrow.safetensors");
        using var narrow = new Parameter("w", 50, 16, WeightUses.Product, 0.1);
        using var wide = new Parameter("w", 50, 40, WeightUses.Product, 0.1);
        ModelInitializer.Initialize(backend, [narrow], new UniformInitializer(0.2), seed: 1);
        ModelInitializer.Initialize(backend, [wide], new UniformInitializer(0.2), seed: 1);
        Checkpoint.Save(path, [narrow], [], [], new TrainingProgress());
        var before = wide.Weight.ToArray();
        Assert.That(
            () => Checkpoint.LoadWeights(path, backend, [wide]),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("'w' is [50, 16] in the file and [50, 40]"));
        Assert.That(wide.Weight.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void A_folder_that_is_not_there_is_created_before_the_first_step()
    {
        using var backend = new ReferenceBackend<float>();
        var run = new RunDirectory(Path.Combine(_folder, "out", "deep", "run"));
        using (var trainer = NewTrainer(backend, new SequenceTask(backend, hidden: 24), run))
        {
            trainer.Initialize();
            trainer.Run();
        }

        Assert.That(File.Exists(run.MetricsPath));
        File.WriteAllText(Path.Combine(_folder, "file"), "not a folder");
        var blocked = new RunDirectory(Path.Combine(_folder, "file", "run"));
        var task = new DelegatingTask(new SequenceTask(backend, hidden: 24))
        {
            AfterForward = _ => throw new InvalidOperationException("A step ran."),
        };
        using var other = NewTrainer(backend, task, blocked);
        other.Initialize();
        var error = Assert.Throws<TrainingException>(() => other.Run())!;
        Assert.That(error.Cause, Is.EqualTo(TrainingFailure.FolderNotCreated));
    }

    private static float[] ToArray(ReferenceBackend<float> backend, VectorView view)
    {
        var values = new float[view.Length];
        backend.Read<float>(view, values);
        return values;
    }

    private static double ExplorationRateOf(RunDirectory run)
        => File.ReadLines(run.MetricsPath)
            .Select(line => System.Text.Json.JsonSerializer.Deserialize<StRnn.Training.Metrics.MetricsEntry>(
                line, StRnn.Training.Metrics.MetricsEntry.JsonOptions)!)
            .Last(entry => entry.ExplorationRate is not null).ExplorationRate!.Value;

    private static Trainer NewTrainer(
        IBackend backend,
        ITrainingTask task,
        RunDirectory? run,
        bool adam = false,
        SparseTrainingMethod? method = null)
        => new(
            backend,
            task,
            method ?? SparseTrainingMethod.SparseTopology(new UniformInitializer(0.4), 0.3),
            adam ? new Adam(backend) : new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
            new DecayAfterEpoch(adam ? 0.01 : 0.3, 10, 1),
            new TrainingOptions { Epochs = 2, LogEvery = 3 },
            run);
}
