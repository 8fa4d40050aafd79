using StRnn.Backends;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tests.Bench;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tests.Training;
using StRnn.Training;

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
        [ValueSource(typeof(Models), nameof(Models.All))] string kind, [Values] SparseLayout layout)
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
    public void The_loss_after_two_hundred_steps_is_that_of_the_cpu([ValueSource(typeof(Models), nameof(Models.All))] string kind)
    {
        using var opencl = OpenCl.Open();
        using var cpu = OpenCl.OpenCpu();
        using var tested = Models.Create(opencl, kind);
        using var expected = Models.Create(cpu, kind);
        double first = LossAfter(expected, 1);
        double loss = LossAfter(expected, 199);
        Assert.That(loss, Is.LessThan(0.8 * first), "it learns");
        Assert.That(LossAfter(tested, 200), Is.EqualTo(loss).Within(1).Percent);
    }

    /// <summary>Two epochs of every method, with the topology update between them: the second one's loss is that of the CPU.</summary>
    [Test]
    public void Every_method_trains_as_on_the_cpu([Values("dense", "static", "st")] string method, [Values] bool highway)
    {
        using var opencl = OpenCl.Open();
        using var cpu = OpenCl.OpenCpu();
        double loss = LossOf(opencl, method, highway);
        double expected = LossOf(cpu, method, highway);
        Assert.That(loss, Is.EqualTo(expected).Within(expected * Models.LossTolerance(2 * SequenceTask.Windows)));
    }

    /// <summary>Two runs of one seed on one backend: the same bits in every weight, topology updates included.</summary>
    [Test]
    public void The_same_seed_gives_the_same_checkpoint([Values] SparseLayout layout, [Values] bool highway)
    {
        foreach (string name in new[] { "first", "second" })
        {
            using var backend = OpenCl.Open(layout);
            Train(backend, name, epochs: 2, highway);
        }

        Assert.That(Checkpoint("first"), Is.EqualTo(Checkpoint("second")));
    }

    /// <summary>Checkpoints are canonical: what one backend wrote the other reads, bit for bit.</summary>
    [Test]
    public void A_checkpoint_of_one_backend_resumes_on_another([Values] bool fromOpenCl)
    {
        using var opencl = OpenCl.Open();
        using var cpu = OpenCl.OpenCpu();
        var (writer, reader) = fromOpenCl ? ((IBackend)opencl, cpu) : (cpu, opencl);
        Train(writer, "run", epochs: 1, highway: false);
        byte[] written = Checkpoint("run");
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        using (var untouched = NewTrainer(reader, run, epochs: 1, highway: false))
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
            backend, run, epochs: 2, highway: false, entry => loss = entry is { Event: "epoch", Loss: { } value } ? value : loss);
        trainer.Resume();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(loss, Is.Positive);
        return loss;
    }

    private double LossOf(IBackend backend, string method, bool highway)
    {
        var run = new RunDirectory(Path.Combine(_folder, Path.GetRandomFileName()));
        run.Create();
        double loss = 0;
        using var trainer = NewTrainer(
            backend, run, epochs: 2, highway, entry => loss = entry is { Event: "epoch", Loss: { } value } ? value : loss, method);
        trainer.Initialize();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(trainer.Progress.TopologyUpdates, method == "st" ? Is.Positive : Is.Zero);
        return loss;
    }

    private void Train(IBackend backend, string name, int epochs, bool highway)
    {
        var run = new RunDirectory(Path.Combine(_folder, name));
        run.Create();
        using var trainer = NewTrainer(backend, run, epochs, highway);
        trainer.Initialize();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    private byte[] Checkpoint(string name) => File.ReadAllBytes(new RunDirectory(Path.Combine(_folder, name)).LastCheckpointPath);

    private static Trainer NewTrainer(
        IBackend backend, RunDirectory run, int epochs, bool highway, Action<MetricsEntry>? observer = null, string method = "st") => new(
        backend,
        new SequenceTask(backend, hidden: 24, dropout: 0.1f, highway: highway),
        method switch
        {
            "dense" => SparseTrainingMethod.Dense,
            "static" => SparseTrainingMethod.Static(new UniformInitializer(0.5)),
            _ => SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.3),
        },
        new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
        new DecayAfterEpoch(0.05, 10, 1),
        new TrainingOptions { Epochs = epochs, Seed = 3 },
        run,
        observer);

    private static double LossAfter(TrainingSteps training, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            training.Step();
        }

        return training.ReadLoss();
    }
}
