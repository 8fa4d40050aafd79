using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Layers;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Training;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

/// <summary>
/// Every method with connections of several weights, through the trainer: the rows of a block share their columns after
/// each update, and equal seeds and resumed runs have the same bits.
/// </summary>
public sealed class UnitConnectionTrainingTests
{
    private static readonly UnitConnections Units = new();

    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-units-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Every_method_keeps_blocks_and_the_number_of_weights(
        [ValueSource(typeof(MethodCatalogue), nameof(MethodCatalogue.Names))] string name,
        [Values] bool rhn,
        [Values] BlockMagnitude magnitude)
    {
        var method = MethodCatalogue.Get(name);
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(
            backend, hidden: 16, rhn: rhn, connections: Units with { Magnitude = magnitude });
        var entries = new List<MetricsEvent>();
        using var trainer = NewTrainer(backend, task, method, maxSteps: 0, null, Observe);
        trainer.Initialize();
        AssertBlocks(task);
        trainer.Run();
        var matrices = task.Parameters.Where(parameter => parameter.CanBeSparse).ToList();
        double size = matrices.Sum(parameter => (double)parameter.Rows * parameter.Columns);
        bool isDense = method == SparseTrainingMethod.Dense;
        Assert.That(matrices.All(parameter => parameter.Weight.IsSparse), Is.EqualTo(!isDense));
        Assert.That(
            matrices.Sum(parameter => (long)parameter.Weight.ParameterCount),
            Is.EqualTo(isDense ? size : size / 2)
                .Within(isDense ? 0 : matrices.Sum(parameter => parameter.Spec.Connections.Height)));
        bool changes = name is not ("dense" or "static");
        Assert.That(entries.OfType<TopologyMetrics>().Any(entry => entry.Pruned > 0), Is.EqualTo(changes));
        Assert.That(entries.OfType<EvaluationMetrics>().Select(entry => entry.Loss), Has.All.LessThan(2.6));

        void Observe(MetricsEvent entry)
        {
            entries.Add(entry);
            AssertBlocks(task);
        }
    }

    [Test]
    public void Resume_equals_an_uninterrupted_run_and_equal_seeds_give_equal_bits(
        [ValueSource(typeof(MethodCatalogue), nameof(MethodCatalogue.Names))] string method, [Values] bool rhn)
    {
        var whole = Folder("whole");
        var again = Folder("again");
        var parts = Folder("parts");
        Run(whole, method, Units, rhn, maxSteps: 0, resume: false);
        Run(again, method, Units, rhn, maxSteps: 0, resume: false);
        Run(parts, method, Units, rhn, maxSteps: 8, resume: false);
        Run(parts, method, Units, rhn, maxSteps: 5, resume: true);
        Run(parts, method, Units, rhn, maxSteps: 0, resume: true);
        byte[] bytes = File.ReadAllBytes(whole.LastCheckpointPath);
        Assert.That(File.ReadAllBytes(again.LastCheckpointPath), Is.EqualTo(bytes));
        Assert.That(File.ReadAllBytes(parts.LastCheckpointPath), Is.EqualTo(bytes));
    }

    /// <summary>Blocks of one row are connections of one weight: the same draws, the same bits.</summary>
    [Test]
    public void Height_one_is_no_different(
        [ValueSource(typeof(MethodCatalogue), nameof(MethodCatalogue.Names))] string method)
    {
        var single = new UnitConnections { RecurrentHeight = 1, BlockHeight = 1 };
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 12, connections: single);
        using var plain = new SequenceTask(backend, hidden: 12, connections: single with { BlockHeight = 8 });
        Assert.That(task.Parameters.Select(each => each.Spec.Connections.Height), Is.All.EqualTo(1));
        Assert.That(
            plain.Parameters.Single(each => each.Name == "decoder.weight").Spec.Connections.Height,
            Is.EqualTo(4), "8 rows do not divide 12, and 4 do");
        var one = Folder("one");
        var none = Folder("none");
        Run(one, method, single, rhn: false, maxSteps: 0, resume: false, fillsBlocks: false);
        Run(none, method, null, rhn: false, maxSteps: 0, resume: false);
        Assert.That(File.ReadAllBytes(one.LastCheckpointPath), Is.EqualTo(File.ReadAllBytes(none.LastCheckpointPath)));
    }

    [Test]
    public void A_checkpoint_whose_rows_differ_does_not_fit_and_changes_nothing()
    {
        var run = Folder("weights");
        using (var backend = new ReferenceBackend<float>())
        using (var task = new SequenceTask(backend, connections: new() { RecurrentHeight = 1, BlockHeight = 1 }))
        using (var trainer = NewTrainer(
            backend, task, SparseTrainingMethod.Static(new UniformInitializer(0.5)), maxSteps: 2, run))
        {
            trainer.Initialize();
            trainer.Run();
        }

        using var other = new ReferenceBackend<float>();
        using var blocked = new SequenceTask(other, connections: Units);
        ModelInitializer.Initialize(other, blocked.Parameters, new UniformInitializer(0.5), seed: 9);
        float[] before = blocked.Parameters[0].Weight.ToArray();
        var error = Assert.Throws<CheckpointException>(
            () => Checkpoint.LoadWeights(run.LastCheckpointPath, other, blocked.Parameters));
        Assert.That(error!.Message, Does.Contain("'lstm.weight_ih_l0' has connections of 4 weights in the model"));
        Assert.That(error.Message, Does.Not.Contain('\n'));
        Assert.That(blocked.Parameters[0].Weight.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void A_model_of_weights_takes_a_checkpoint_of_units()
    {
        var run = Folder("units");
        Run(run, "st", Units, rhn: false, maxSteps: 0, resume: false);
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(
            backend, hidden: 12, connections: new() { RecurrentHeight = 1, BlockHeight = 1 });
        Checkpoint.LoadWeights(run.LastCheckpointPath, backend, task.Parameters);
        Assert.That(task.Parameters[1].Weight.IsSparse);
    }

    private static void AssertBlocks(SequenceTask task)
    {
        foreach (var parameter in task.Parameters.Where(each => each.Weight.IsSparse))
        {
            var grid = new ConnectionGrid(parameter.Spec);
            var pattern = ConnectionGrid.WeightsOf(parameter.Weight);
            Assert.That(grid.Expand(grid.Reduce(pattern)).ToPositions(), Is.EqualTo(pattern.ToPositions()));
            int expected = parameter.Name switch
            {
                "embedding.weight" => 1,
                var name when name.StartsWith("rhn.", StringComparison.Ordinal) => 2,
                _ => 4,
            };
            Assert.That(grid.Height, Is.EqualTo(expected), parameter.Name);
        }
    }

    private static Trainer NewTrainer(
        IBackend backend,
        SequenceTask task,
        SparseTrainingMethod method,
        long maxSteps,
        RunDirectory? run,
        Action<MetricsEvent>? observer = null)
        => new(
            backend,
            task,
            method,
            new SgdMomentum(backend, momentum: 0.9, weightDecay: 1e-5, clipNorm: 1),
            new DecayAfterEpoch(0.3, 10, 1),
            new TrainingOptions { Epochs = 4, Seed = 3, LogEvery = 4, MaxSteps = maxSteps },
            run,
            observer);

    private static void Run(
        RunDirectory run,
        string method,
        UnitConnections? connections,
        bool rhn,
        long maxSteps,
        bool resume,
        bool fillsBlocks = true)
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(
            backend, hidden: 12, dropout: 0.1f, rhn: rhn, connections: connections, fillsBlocks: fillsBlocks);
        using var trainer = NewTrainer(backend, task, MethodCatalogue.Get(method), maxSteps, run);
        if (resume)
        {
            trainer.Resume();
        }
        else
        {
            trainer.Initialize();
        }

        trainer.Run();
    }

    private RunDirectory Folder(string name)
    {
        var run = new RunDirectory(Path.Combine(_folder, name));
        run.Create();
        return run;
    }
}
