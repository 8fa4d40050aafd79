using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>
/// Memory is proportional to the connections, and a step in steady state allocates nothing and reads nothing back.
/// </summary>
public sealed class TrulySparseTests
{
    [Test]
    public void No_array_of_a_sparse_weights_dense_size_ever_exists_on_the_backend()
    {
        const int Hidden = 256;
        const double Density = 0.02;
        using var inner = new ReferenceBackend<float>();
        using var backend = new RecordingBackend(inner);
        using var trainer = NewTrainer(backend, Hidden, Density, epochs: 2);
        trainer.Initialize();
        trainer.Run();
        long denseSize = 4L * Hidden * Hidden;
        Assert.That(trainer.Progress.TopologyUpdates, Is.EqualTo(2));
        Assert.That(backend.Allocations.Max(), Is.LessThan(denseSize), "values, gradients, momentum and activations");
    }

    /// <summary>
    /// Initialisation and a topology update of a 4096 x 4096 tensor with 8,389 connections: less than one bit per dense
    /// entry.
    /// </summary>
    [Test]
    public void The_host_makes_not_even_a_bit_mask_of_dense_size()
    {
        const int Size = 4096;
        using var backend = new ReferenceBackend<float>();
        using var parameter = new Parameter("w", Size, Size, WeightUses.Product, 0.1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.0005), seed: 1);
        long initialized = GC.GetAllocatedBytesForCurrentThread();
        var rule = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.0005), 0.7).Topology!;
        new TopologyUpdater(rule, seed: 1).Apply([parameter], 0.7, 0);
        long updated = GC.GetAllocatedBytesForCurrentThread();
        const long BitMask = (long)Size * Size / 8;
        Assert.That(initialized - before, Is.LessThan(BitMask));
        Assert.That(updated - initialized, Is.LessThan(BitMask));
    }

    /// <summary>
    /// Managed bytes a connection at equal nnz: 4 for the pattern, less than 1 for repetitions drawn again. An update
    /// makes three patterns (what stays, what comes, after), 8 bytes a connection; everything else lies outside the
    /// managed heap and is freed at once.
    /// </summary>
    [TestCase(500, 0.4)]
    [TestCase(2000, 0.025)]
    [TestCase(8000, 0.0015625)]
    public void Drawing_and_updating_allocate_in_proportion_to_the_connections(int size, double density)
    {
        const int Nnz = 100_000;
        const int RowArrays = 8;
        using var backend = new ReferenceBackend<float>();
        var random = new RandomSequence(1, 2, 3);
        long drawn = Allocated(() => RandomPattern.Draw(new MatrixShape(size, size), Nnz, random));
        Assert.That(drawn, Is.LessThan((5 * Nnz) + (RowArrays * sizeof(int) * size)));

        using var parameter = new Parameter("w", size, size, WeightUses.RowGather, 0.1);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(density), seed: 1);
        Assert.That(parameter.Weight.ParameterCount, Is.EqualTo(Nnz));
        parameter.AllocateStates(1);
        var rule = SparseTrainingMethod.SparseTopology(new UniformInitializer(density), 0.7).Topology!;
        long values = Allocated(() => parameter.Weight.ToArray());
        long updated = Allocated(() => new TopologyUpdater(rule, seed: 1).Apply([parameter], 0.5, 0));

        // The reference backend keeps its values in the managed heap: those of the new weight are among the update's
        // bytes.
        const int Histogram = (1 << 16) * sizeof(int);
        Assert.That(updated, Is.LessThan(values + (9 * Nnz) + Histogram + (2 * RowArrays * sizeof(int) * size)));
    }

    [Test]
    public void Optimiser_state_and_gradient_have_one_element_per_connection()
    {
        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, new SequenceTask(backend), 0.3, epochs: 1, out var parameters);
        trainer.Initialize();
        foreach (var parameter in parameters)
        {
            Assert.That(parameter.Gradient.Length, Is.EqualTo(parameter.Weight.ParameterCount));
            Assert.That(parameter.States.Single().Length, Is.EqualTo(parameter.Weight.ParameterCount));
        }
    }

    [Test]
    public void A_step_in_steady_state_allocates_nothing_and_reads_nothing()
    {
        using var inner = new ReferenceBackend<float>();
        using var backend = new RecordingBackend(inner);
        using var task = new SequenceTask(backend, hidden: 64);
        using var tape = new Tape(backend);
        using var optimizer = new SgdMomentum(backend, momentum: 0.9, clipNorm: 1);
        using var lossSum = new StRnn.Tensors.Tensor(backend, 1, 1);
        ModelInitializer.Initialize(backend, task.Parameters, new UniformInitializer(0.2), seed: 1);
        foreach (var parameter in task.Parameters)
        {
            parameter.AllocateStates(1);
        }

        Step(0);
        Step(1);
        int allocations = backend.Allocations.Count;
        int reads = backend.Reads;
        long managed = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 2; step < 12; step++)
        {
            Step(step);
        }

        long managedPerStep = (GC.GetAllocatedBytesForCurrentThread() - managed) / 10;
        long smallestActivation = 4L * 64 * SequenceTask.Batch * SequenceTask.Steps;
        Assert.Multiple(() =>
        {
            Assert.That(backend.Allocations, Has.Count.EqualTo(allocations));
            Assert.That(backend.Reads, Is.EqualTo(reads));
            Assert.That(
                managedPerStep, Is.LessThan(20_000),
                $"tape nodes and views; an activation has {smallestActivation} bytes");
        });

        void Step(int step)
        {
            foreach (var parameter in task.Parameters)
            {
                parameter.ClearGradient();
            }

            tape.Begin(new StepContext(true, 1, (uint)step));
            task.Forward(tape, 0, step % SequenceTask.Windows, lossSum.Values);
            tape.Backward();
            optimizer.Step(task.Parameters, 0.1, step + 1);
        }
    }

    [Test]
    public void Disposing_the_trainer_frees_everything()
    {
        using var backend = new ReferenceBackend<float>();
        var trainer = NewTrainer(backend, 16, 0.3, epochs: 2);
        trainer.Initialize();
        trainer.Run();
        trainer.Dispose();
        Assert.That(backend.LiveBufferCount, Is.Zero);
    }

    private static Trainer NewTrainer(IBackend backend, int hidden, double density, int epochs)
        => NewTrainer(backend, new SequenceTask(backend, hidden), density, epochs, out _);

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Trainer NewTrainer(
        IBackend backend, SequenceTask task, double density, int epochs, out IReadOnlyList<Parameter> parameters)
    {
        parameters = task.Parameters;
        return new Trainer(
            backend,
            task,
            SparseTrainingMethod.SparseTopology(new UniformInitializer(density), 0.5),
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
            new DecayAfterEpoch(0.3, 10, 1),
            new TrainingOptions { Epochs = epochs });
    }
}
