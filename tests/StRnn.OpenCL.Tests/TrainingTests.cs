using StRnn.Backends;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tests.Support;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Structures;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.OpenCL.Tests;

/// <summary>The same training on OpenCL and on the CPU backend.</summary>
public sealed class TrainingTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-opencl-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_first_steps_match_the_cpu(
        [ValueSource(typeof(Models), nameof(Models.AllAndOfUnits))] string kind, [Values] SparseLayout layout)
    {
        using var opencl = OpenCl.Open(layout);
        using var cpu = OpenCl.OpenCpu();
        using var tested = Models.Create(opencl, kind);
        using var expected = Models.Create(cpu, kind);
        for (int step = 0; step < 5; step++)
        {
            tested.Step();
            expected.Step();
            double loss = expected.ReadLoss();
            Assert.That(tested.ReadLoss(), Is.EqualTo(loss).Within(loss * Models.LossTolerance(step)), $"step {step}");
        }
    }

    [Test]
    public void The_loss_after_two_hundred_steps_is_that_of_the_cpu(
        [ValueSource(typeof(Models), nameof(Models.AllAndOfUnits))] string kind, [Values] SparseLayout layout)
    {
        using var opencl = OpenCl.Open(layout);
        using var cpu = OpenCl.OpenCpu();
        using var tested = Models.Create(opencl, kind);
        using var expected = Models.Create(cpu, kind);
        double first = LossAfter(expected, 1);
        double loss = LossAfter(expected, 199);
        Assert.That(loss, Is.LessThan(0.8 * first), "it learns");
        Assert.That(LossAfter(tested, 200), Is.EqualTo(loss).Within(1).Percent);
    }

    /// <summary>
    /// Four epochs of every method, topology updates included: as many connections and the loss of the CPU. An update
    /// may decide otherwise between two connections whose magnitudes are equal but for rounding, so the loss is not
    /// compared to its last digits.
    /// </summary>
    [Test]
    public void Every_method_trains_as_on_the_cpu(
        [ValueSource(typeof(MethodCatalogue), nameof(MethodCatalogue.Names))] string method,
        [ValueSource(typeof(Models), nameof(Models.All))] string kind)
        => AssertTrainsAsOnTheCpu(SparseLayout.Panels, method, kind);

    /// <summary>
    /// The same in the layout of GPUs, for methods that between them use every kernel of a topology update.
    /// </summary>
    [Test]
    public void Methods_train_as_on_the_cpu_in_rows(
        [Values("st", "rigl", "snfs", "dsr")] string method,
        [ValueSource(typeof(Models), nameof(Models.All))] string kind)
        => AssertTrainsAsOnTheCpu(SparseLayout.Rows, method, kind);

    /// <summary>Connections between units, which topology updates prune and regrow by blocks of rows.</summary>
    [Test]
    public void Connections_between_units_train_as_on_the_cpu(
        [Values] SparseLayout layout,
        [Values("st", "rigl")] string method,
        [ValueSource(typeof(Models), nameof(Models.OfUnits))] string kind)
        => AssertTrainsAsOnTheCpu(layout, method, kind);

    private static void AssertTrainsAsOnTheCpu(SparseLayout layout, string method, string kind)
    {
        using var opencl = OpenCl.Open(layout);
        using var cpu = OpenCl.OpenCpu();
        var (loss, connections, updates) = Outcome(opencl, MethodCatalogue.Get(method), kind);
        var (expectedLoss, expectedConnections, expectedUpdates) = Outcome(cpu, MethodCatalogue.Get(method), kind);
        Assert.That(loss, Is.EqualTo(expectedLoss).Within(1).Percent);
        Assert.That((connections, updates), Is.EqualTo((expectedConnections, expectedUpdates)));
        Assert.That(updates, method is "dense" or "static" ? Is.Zero : Is.Positive);
    }

    /// <summary>
    /// Group lasso measures, penalises and thresholds on the device: the host reads the loss and the checkpoint's data,
    /// no more than without it.
    /// </summary>
    [Test]
    public void Group_lasso_trains_as_on_the_cpu_without_a_read(
        [ValueSource(typeof(Models), nameof(Models.All))] string kind)
    {
        using var opencl = OpenCl.Open();
        using var cpu = OpenCl.OpenCpu();
        var lasso = SparseTrainingMethod.IntrinsicStructures(new GroupLasso(0.02, 0.01));
        long reads = ReadsOf(opencl, () => Outcome(opencl, SparseTrainingMethod.Dense, kind));
        double loss = 0;
        Assert.That(ReadsOf(opencl, () => loss = Outcome(opencl, lasso, kind).Loss), Is.EqualTo(reads));
        double expected = Outcome(cpu, SparseTrainingMethod.IntrinsicStructures(new GroupLasso(0.02, 0.01)), kind).Loss;
        Assert.That(loss, Is.EqualTo(expected).Within(1).Percent);
    }

    /// <summary>
    /// Two runs of one seed on one backend: the same bits in every weight, topology updates included.
    /// </summary>
    [Test]
    public void The_same_seed_gives_the_same_checkpoint([Values] SparseLayout layout, [Values] bool rhn)
    {
        foreach (string name in new[] { "first", "second" })
        {
            using var backend = OpenCl.Open(layout);
            Train(backend, name, epochs: 2, rhn);
        }

        Assert.That(Checkpoint("first"), Is.EqualTo(Checkpoint("second")));
    }

    /// <summary>Checkpoints are canonical: what one backend wrote the other reads, bit for bit.</summary>
    [Test]
    public void A_checkpoint_of_one_backend_resumes_on_another([Values] bool fromOpenCl, [Values] SparseLayout layout)
    {
        using var opencl = OpenCl.Open(layout);
        using var cpu = OpenCl.OpenCpu();
        var (writer, reader) = fromOpenCl ? ((IBackend)opencl, cpu) : (cpu, opencl);
        Train(writer, "run", epochs: 1, rhn: false);
        byte[] written = Checkpoint("run");
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        using (var untouched = NewTrainer(reader, run, epochs: 1, rhn: false))
        {
            untouched.Resume();
            Assert.That(untouched.Progress.Step, Is.EqualTo(SequenceTask.Windows));
        }

        double before = ResumedLoss(writer, written);
        double after = ResumedLoss(reader, written);
        Assert.That(after, Is.EqualTo(before).Within(before * Models.LossTolerance(2 * SequenceTask.Windows)));
    }

    private double ResumedLoss(IBackend backend, byte[] checkpoint)
    {
        var run = new RunDirectory(Path.Combine(_folder, Path.GetRandomFileName()));
        run.Create();
        File.WriteAllBytes(run.LastCheckpointPath, checkpoint);
        double loss = 0;
        using var trainer = NewTrainer(
            backend, run, epochs: 2, rhn: false, entry => loss = entry is EpochMetrics epoch ? epoch.Loss : loss);
        trainer.Resume();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(loss, Is.Positive);
        return loss;
    }

    private static long ReadsOf(OpenClBackend backend, Action work)
    {
        var before = backend.Counts;
        work();
        return backend.Counts.Since(before).HostReads;
    }

    private static (double Loss, long Connections, int Updates) Outcome(
        IBackend backend, SparseTrainingMethod method, string kind)
    {
        double loss = 0;
        int updates = 0;
        var task = Models.NewTask(backend, kind);
        using var trainer = new Trainer(
            backend,
            task,
            method,
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
            new DecayAfterEpoch(0.3, 10, 1),
            new TrainingOptions { Epochs = 4, Seed = 3 },
            observer: entry =>
            {
                loss = entry is EpochMetrics epoch ? epoch.Loss : loss;
                updates += entry is TopologyMetrics ? 1 : 0;
            });
        trainer.Initialize();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        return (loss, task.Parameters.Sum(parameter => (long)parameter.Weight.ParameterCount), updates);
    }

    private void Train(IBackend backend, string name, int epochs, bool rhn)
    {
        var run = new RunDirectory(Path.Combine(_folder, name));
        run.Create();
        using var trainer = NewTrainer(backend, run, epochs, rhn);
        trainer.Initialize();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    private byte[] Checkpoint(string name)
        => File.ReadAllBytes(new RunDirectory(Path.Combine(_folder, name)).LastCheckpointPath);

    private static Trainer NewTrainer(
        IBackend backend, RunDirectory run, int epochs, bool rhn, Action<MetricsEvent>? observer = null) => new(
        backend,
        new SequenceTask(backend, hidden: 24, dropout: 0.1f, rhn: rhn),
        SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.3),
        new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
        new DecayAfterEpoch(0.05, 10, 1),
        new TrainingOptions { Epochs = epochs, Seed = 3 },
        run,
        observer);

    private static double LossAfter(StepRunner training, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            training.Step();
        }

        return training.ReadLoss();
    }
}
