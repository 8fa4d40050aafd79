using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

/// <summary>
/// Memory that runs out at any allocation of an update: nothing that was learned is lost, and it is saved.
/// </summary>
public sealed class OutOfMemoryTests
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-memory-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// Whichever allocation fails: a tensor is as before or as the update makes it, values and state, and some are as
    /// before.
    /// </summary>
    [Test]
    public void A_topology_update_without_memory_leaves_whole_tensors([Values] bool moves)
    {
        using var reference = new ReferenceBackend<float>();
        var (before, after) = (Parameters(reference), Parameters(reference));
        Updater(moves).Apply(after, 0.4, 0);
        int faults = 0;
        while (true)
        {
            using var backend = new FaultyBackend(new ReferenceBackend<float>());
            var parameters = Parameters(backend);
            backend.FailAfter(faults);
            if (Try(() => Updater(moves).Apply(parameters, 0.4, 0)) is not { } error)
            {
                break;
            }

            faults++;
            Assert.That(
                error.Message,
                Does.Contain("cannot give").And.Contain("The topology update stopped at '").And.Not.Contain("\n"));
            string[][] now = [.. parameters.Select(Content)];
            for (int i = 0; i < now.Length; i++)
            {
                Assert.That(
                    now[i], Is.EqualTo(Content(before[i])).Or.EqualTo(Content(after[i])),
                    $"tensor {i}, fault {faults}");
            }

            Assert.That(now[^1], Is.EqualTo(Content(before[^1])), "the last one was never reached");
            Dispose(parameters);
        }

        // A packed matrix and its values for each of three tensors, and gradient and state where the number of
        // connections changes.
        Assert.That(faults, Is.GreaterThanOrEqualTo(moves ? 8 : 6));
        Dispose(before);
        Dispose(after);
    }

    /// <summary>
    /// Whichever allocation between the first epoch's validation and the second's fails, the run is saved and goes on
    /// from there.
    /// </summary>
    [TestCase("st", true)]
    [TestCase("st-momentum-redistribution", false)]
    [TestCase("snfs", false)]
    [TestCase("dsr", true)]
    [TestCase("st-reset", false)]
    [TestCase("deepr", false)]
    [TestCase("rigl-within-epoch", false)]
    [TestCase("rigl-per-epoch", false)]
    public void A_run_without_memory_is_saved_and_resumes(string method, bool rhn)
    {
        const int Thorough = 12;
        const int Stride = 9;
        int saved = 0;
        for (int fault = 0; ; fault += fault < Thorough ? 1 : Stride)
        {
            var run = new RunDirectory(Path.Combine(_folder, $"{fault}"));
            run.Create();
            using var backend = new FaultyBackend(new ReferenceBackend<float>());
            using (var trainer = NewTrainer(backend, method, rhn, run, epoch => Arm(backend, epoch, fault)))
            {
                trainer.Initialize();
                if (Try(() => trainer.Run()) is not { } error)
                {
                    break;
                }

                saved++;
                long step = trainer.Progress.Step;
                Assert.That(step, Is.GreaterThanOrEqualTo(SequenceTask.Windows));
                Assert.That(
                    error.Message,
                    Does.Contain($"The state after step {step} was saved in '{run.LastCheckpointPath}'")
                        .And.Not.Contain("\n"));
            }

            using var other = new ReferenceBackend<float>();
            using var resumed = NewTrainer(other, method, rhn, run, null);
            resumed.Resume();
            Assert.That(resumed.Run(), Is.EqualTo(TrainingOutcome.Completed));
        }

        Assert.That(saved, Is.GreaterThanOrEqualTo(4));
    }

    /// <summary>
    /// Whichever allocation of a run fails, the run that goes on from what was saved equals an uninterrupted one to the
    /// last bit, unless an update was applied to some weights only. A gradient is not saved: neither is a step whose
    /// update it still has to decide.
    /// </summary>
    [TestCase("rigl-within-epoch", 0)]
    [TestCase("rigl-within-epoch", 1)]
    [TestCase("rigl-per-epoch", 0)]
    [TestCase("rigl-per-epoch", 1)]
    [TestCase("st", 1)]
    public void A_run_without_memory_goes_on_as_if_uninterrupted(string method, int checkpointEvery)
    {
        var whole = FinishedRun(method, checkpointEvery);
        int compared = 0;
        for (int fault = 0; ; fault++)
        {
            var run = NewRun($"{fault}");
            using var backend = new FaultyBackend(new ReferenceBackend<float>());
            BackendOutOfMemoryException? error;
            using (var trainer = NewTrainer(backend, method, rhn: false, run, null, checkpointEvery))
            {
                trainer.Initialize();
                backend.FailAfter(fault);
                error = Try(() => trainer.Run());
                if (error is null)
                {
                    break;
                }
            }

            GoOn(run, method, checkpointEvery);
            if (!error.Message.Contains("The topology update stopped", StringComparison.Ordinal))
            {
                RunFiles.AssertSame(run, whole, $"fault {fault}: {error.Message}");
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(10));
    }

    /// <summary>Whichever part of an update by gradient finds no room for the gradient: the step is repeated.</summary>
    [Test]
    public void A_step_whose_gradient_does_not_fit_is_repeated(
        [Values("rigl-within-epoch", "rigl-per-epoch")] string method, [Values(0, 1)] int checkpointEvery)
    {
        const int Stride = 5;
        var whole = FinishedRun(method, checkpointEvery);
        int compared = 0;
        for (int fault = 0; ; fault += Stride)
        {
            var run = NewRun($"{fault}");
            using var backend = new ReferenceBackend<float>();
            using (var trainer = NewTrainer(backend, method, rhn: false, run, null, checkpointEvery, fault))
            {
                trainer.Initialize();
                if (Try(() => trainer.Run()) is null)
                {
                    break;
                }
            }

            GoOn(run, method, checkpointEvery);
            RunFiles.AssertSame(run, whole, $"fault {fault}");
            compared++;
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void What_cannot_be_saved_is_said()
    {
        using var backend = new FaultyBackend(new ReferenceBackend<float>());
        using var trainer = NewTrainer(backend, "st", rhn: false, null, epoch => Arm(backend, epoch, 0));
        trainer.Initialize();
        Assert.That(Try(() => trainer.Run())!.Message, Does.EndWith("Nothing was saved."));
    }

    /// <summary>
    /// At the end the best weights take the place of the last ones: they must not be saved as those of the last step.
    /// </summary>
    [Test]
    public void A_finished_run_keeps_its_last_checkpoint()
    {
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        run.Create();
        using var backend = new FaultyBackend(new ReferenceBackend<float>());
        byte[] last = [];
        using var trainer = NewTrainer(backend, "st", rhn: false, run, epoch =>
        {
            // Two validations, then the test of the best weights, for which they are loaded.
            last = File.Exists(run.LastCheckpointPath) ? File.ReadAllBytes(run.LastCheckpointPath) : [];
            if (epoch == 2)
            {
                backend.FailAfter(AllocationsOfAnUpdate(backend));
            }
        });
        trainer.Initialize();
        var error = Try(() => trainer.Run());
        Assert.That(
            error!.Message, Does.EndWith($"The checkpoint '{run.LastCheckpointPath}' is from an earlier step."));
        Assert.That(trainer.Progress.Epoch, Is.EqualTo(2));
        Assert.That(File.ReadAllBytes(run.LastCheckpointPath), Is.Not.EqualTo(last), "the second epoch's is there");
        using var other = new ReferenceBackend<float>();
        using var resumed = NewTrainer(other, "st", rhn: false, run, null);
        resumed.Resume();
        Assert.That(resumed.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    [Test]
    public void A_sparse_weight_that_does_not_fit_leaves_nothing_behind()
    {
        using var reference = new ReferenceBackend<float>();
        using var backend = new FaultyBackend(reference);
        backend.FailAfter(1);
        Assert.That(
            () => new SparseWeight(backend, SparsityPattern.Full(3, 4), Products),
            Throws.InstanceOf<BackendOutOfMemoryException>());
        Assert.That(reference.LiveBufferCount, Is.Zero);
    }

    private static TopologyUpdater Updater(bool moves)
    {
        var rule = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.4).Topology!;
        return new TopologyUpdater(
            moves ? rule with { Redistribution = new MomentumRedistribution() } : rule,
            seed: 5,
            new TopologyInputs
            {
                Momentum = (parameter, momentum) => parameter.Weight.ReadCanonical(parameter.States[0], momentum),
            });
    }

    private static Parameter[] Parameters(IBackend backend)
    {
        Parameter[] parameters =
            [new("a", 12, 9, Products, 0.5), new("b", 7, 11, Products, 0.5), new("c", 10, 10, Products, 0.5)];
        ModelInitializer.Initialize(backend, parameters, new UniformInitializer(0.4), seed: 2);
        foreach (var parameter in parameters)
        {
            parameter.AllocateStates(1);
            float scale = parameter.Name[0] - 'a' + 1;
            parameter.Weight.WriteCanonical(
                [.. Enumerable.Range(1, parameter.Weight.ParameterCount).Select(k => scale * scale * k)],
                parameter.States[0]);
        }

        return parameters;
    }

    private static string[] Content(Parameter parameter)
    {
        var weight = (SparseWeight)parameter.Weight;
        var state = new float[weight.ParameterCount];
        weight.ReadCanonical(parameter.States[0], state);
        return [.. weight.Packed.ToPattern().ToPositions().Zip(weight.ToArray(), state).Select(each => $"{each}")];
    }

    private static void Arm(FaultyBackend backend, int epoch, int fault)
    {
        if (epoch == 1)
        {
            backend.FailAfter(fault);
        }
        else
        {
            backend.Disarm();
        }
    }

    // A packed matrix and its values for each sparse tensor of the two-layer LSTM: embedding, two matrices a layer,
    // decoder.
    private static int AllocationsOfAnUpdate(FaultyBackend backend)
    {
        const int SparseTensors = 6;
        Assert.That(backend.IsArmed, Is.False);
        return 2 * SparseTensors;
    }

    private static SparseTrainingMethod MethodOf(string name)
        => name == "rigl-within-epoch"
            ? SparseTrainingMethod.RigL(new UniformInitializer(0.5), 0.4, new UpdateInterval(SequenceTask.Windows / 2))
            : MethodCatalogue.Get(name);

    private static Trainer NewTrainer(
        IBackend backend,
        string method,
        bool rhn,
        RunDirectory? run,
        Action<int>? afterValidation,
        int checkpointEvery = 0,
        int failingPick = -1)
    {
        var sparse = MethodOf(method);
        if (failingPick >= 0)
        {
            sparse = sparse with
            {
                Topology = sparse.Topology! with { Regrowth = new FullRegrowth(sparse.Topology.Regrowth, failingPick) },
            };
        }

        int epoch = 0;
        return new Trainer(
            backend,
            new SequenceTask(backend, hidden: 8, rhn: rhn),
            sparse,
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
            new DecayAfterEpoch(0.1, 10, 1),
            new TrainingOptions { Epochs = 2, Seed = 3, LogEvery = 4, CheckpointEvery = checkpointEvery },
            run,
            line =>
            {
                if (line is EvaluationMetrics { Split: "valid" })
                {
                    afterValidation?.Invoke(++epoch);
                }
            });
    }

    private static BackendOutOfMemoryException? Try(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (BackendOutOfMemoryException error)
        {
            return error;
        }
    }

    private static void Dispose(Parameter[] parameters) => Array.ForEach(parameters, parameter => parameter.Dispose());

    private static void GoOn(RunDirectory run, string method, int checkpointEvery)
    {
        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, method, rhn: false, run, null, checkpointEvery);
        if (run.HasCheckpoint)
        {
            trainer.Resume();
        }
        else
        {
            run.ClearMetrics();
            trainer.Initialize();
        }

        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    private RunDirectory FinishedRun(string method, int checkpointEvery)
    {
        var run = NewRun("whole");
        GoOn(run, method, checkpointEvery);
        return run;
    }

    private RunDirectory NewRun(string name)
    {
        var run = new RunDirectory(Path.Combine(_folder, name));
        run.Create();
        return run;
    }
}
