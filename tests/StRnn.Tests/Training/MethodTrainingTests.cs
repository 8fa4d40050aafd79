using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

/// <summary>
/// Every method through the trainer: what it does to the connections, and that a resumed run is an uninterrupted one.
/// </summary>
public sealed class MethodTrainingTests
{
    private const int Epochs = 4;

    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-methods-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Resume_equals_an_uninterrupted_run(
        [ValueSource(typeof(MethodCatalogue), nameof(MethodCatalogue.Names))] string method, [Values] bool adam)
    {
        var whole = new RunDirectory(Path.Combine(_folder, "whole"));
        var parts = new RunDirectory(Path.Combine(_folder, "parts"));
        Run(whole, method, adam, maxSteps: 0, resume: false);
        Assert.That(Run(parts, method, adam, maxSteps: 8, resume: false), Is.EqualTo(TrainingOutcome.StepLimit));
        Run(parts, method, adam, maxSteps: 5, resume: true);
        Assert.That(Run(parts, method, adam, maxSteps: 0, resume: true), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(
            File.ReadAllBytes(parts.LastCheckpointPath), Is.EqualTo(File.ReadAllBytes(whole.LastCheckpointPath)));
        Assert.That(File.Exists(parts.BestCheckpointPath), Is.EqualTo(File.Exists(whole.BestCheckpointPath)));
    }

    /// <summary>
    /// All but gradual pruning, which gets there in time, and dense training: as many connections as asked, exactly.
    /// </summary>
    [Test]
    public void The_number_of_connections_is_what_was_asked_for(
        [ValueSource(typeof(MethodCatalogue), nameof(MethodCatalogue.Names))] string name, [Values] bool rhn)
    {
        var method = MethodCatalogue.Get(name);
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 16, rhn: rhn);
        var entries = new List<MetricsEvent>();
        using var trainer = NewTrainer(backend, task, method, adam: false, maxSteps: 0, null, entries.Add);
        trainer.Initialize();
        trainer.Run();
        var matrices = task.Parameters.Where(parameter => parameter.CanBeSparse).ToList();
        double size = matrices.Sum(parameter => (double)parameter.Rows * parameter.Columns);
        long nnz = matrices.Sum(parameter => (long)parameter.Weight.ParameterCount);
        bool isDense = method == SparseTrainingMethod.Dense;
        Assert.That(matrices.All(parameter => parameter.Weight.IsSparse), Is.EqualTo(!isDense));
        Assert.That(
            nnz, Is.EqualTo(isDense ? size : size / 2).Within(isDense ? 0 : matrices.Count), "each matrix rounds");
        bool changes = name is not ("dense" or "static");
        Assert.That(entries.OfType<TopologyMetrics>().Any(entry => entry.Pruned > 0), Is.EqualTo(changes));
        Assert.That(entries.OfType<EvaluationMetrics>().Select(entry => entry.Loss), Has.All.LessThan(2.5));
    }

    [Test]
    public void Rigl_skips_the_optimiser_at_an_update_and_grows_where_the_gradient_is_largest()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 16);
        var rigl = SparseTrainingMethod.RigL(new UniformInitializer(0.5), 0.4, new UpdateInterval(4));
        using var trainer = NewTrainer(backend, task, rigl, adam: false, maxSteps: 1, null);
        trainer.Initialize();
        for (int step = 0; step < 3; step++)
        {
            trainer.Run();
        }

        var before = task.Parameters.ToDictionary(parameter => parameter, Cells.Of);
        trainer.Run();
        int grown = 0;
        foreach (var parameter in task.Parameters.Where(each => each.Weight.IsSparse))
        {
            var after = Cells.Of(parameter);
            foreach (var (position, value) in after)
            {
                bool isOld = before[parameter].TryGetValue(position, out float old);
                Assert.That(value, Is.EqualTo(isOld ? old : 0), "no weight took a step");
                grown += isOld ? 0 : 1;
            }
        }

        Assert.That(grown, Is.GreaterThan(50));
    }

    [Test]
    public void The_best_of_gradual_pruning_is_as_sparse_as_asked()
    {
        using var backend = new ReferenceBackend<float>();
        var run = new RunDirectory(Path.Combine(_folder, "gmp"));
        run.Create();
        using var task = new SequenceTask(backend, hidden: 16);
        var method = SparseTrainingMethod.GradualMagnitudePruning(
            new UniformInitializer(0.5), new UpdateInterval(3), 0.6);
        using var trainer = NewTrainer(backend, task, method, adam: false, maxSteps: 0, run);
        trainer.Initialize();
        trainer.Run();
        Assert.That(trainer.Progress.BestEpoch, Is.GreaterThanOrEqualTo(3), "0.6 of 24 steps is in epoch 3");
        Assert.That(
            task.Parameters.Where(each => each.CanBeSparse),
            Has.All.Matches<StRnn.Autograd.Parameter>(each => each.Weight.Density < 0.51));
    }

    [Test]
    public void A_method_that_looks_at_momentum_refuses_an_optimiser_without_one()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend);
        var error = Assert.Throws<TrainingException>(() => new Trainer(
            backend,
            task,
            SparseTrainingMethod.SparseMomentum(new UniformInitializer(0.5), 0.4),
            new SgdMomentum(backend),
            new DecayAfterEpoch(1, 10, 1),
            new TrainingOptions { Epochs = 1 }));
        Assert.That(error!.Cause, Is.EqualTo(TrainingFailure.MomentumMissing));
    }

    private static Trainer NewTrainer(
        IBackend backend,
        SequenceTask task,
        SparseTrainingMethod method,
        bool adam,
        long maxSteps,
        RunDirectory? run,
        Action<MetricsEvent>? observer = null)
        => new(
            backend,
            task,
            method,
            adam
                ? new Adam(backend, clipNorm: 1)
                : new SgdMomentum(backend, momentum: 0.9, weightDecay: 1e-5, clipNorm: 1),
            new DecayAfterEpoch(adam ? 0.02 : 0.3, 10, 1),
            new TrainingOptions { Epochs = Epochs, Seed = 3, LogEvery = 4, MaxSteps = maxSteps },
            run,
            observer);

    private static TrainingOutcome Run(RunDirectory run, string method, bool adam, long maxSteps, bool resume)
    {
        using var backend = new ReferenceBackend<float>();
        run.Create();
        using var trainer = NewTrainer(
            backend, new SequenceTask(backend, hidden: 12, dropout: 0.1f), MethodCatalogue.Get(method), adam, maxSteps,
            run);
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
}
