using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tests.Bench;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tests;
using StRnn.Tests.Training;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.OpenCL.Tests;

/// <summary>What a step in steady state does beside computing: nothing is allocated, nothing is read, and launches are few.</summary>
public sealed class SteadyStateTests
{
    [Test]
    public void A_step_allocates_nothing_and_reads_nothing(
        [ValueSource(typeof(Models), nameof(Models.All))] string kind, [Values] SparseLayout layout)
    {
        using var inner = OpenCl.Open(layout);
        using var backend = new RecordingBackend(inner);
        using var training = Models.Create(backend, kind);

        // An epoch, in which windows of every length occur and scratch has grown to its size.
        Step(training, 20);
        var (allocations, reads, counts) = (backend.Allocations.Count, backend.Reads, inner.Counts);
        var (pieces, bytes) = (inner.AllocationCount, inner.LiveBytes);
        Step(training, 10);
        Assert.Multiple(() =>
        {
            Assert.That(backend.Reads, Is.EqualTo(reads), "the engine reads");
            Assert.That(inner.Counts.Since(counts).HostReads, Is.Zero, "the backend reads");
            Assert.That(backend.Allocations, Has.Count.EqualTo(allocations), "the engine allocates");
            Assert.That(inner.AllocationCount, Is.EqualTo(pieces), "the backend allocates");
            Assert.That(inner.LiveBytes, Is.EqualTo(bytes));
        });
    }

    /// <summary>
    /// Of an LSTM language model: forward and backward one launch per time step and layer; everything else is for all columns at once and
    /// does not depend on T, but for the decoder, which goes over the columns in slices of 128.
    /// </summary>
    [Test]
    public void Launches_of_a_step_grow_by_two_per_time_step_and_layer([Values] SparseLayout layout)
    {
        // Up to 64 columns are one strip; another width of the last strip is another launch.
        const int Short = 4;
        const int Long = 16;
        const int Layers = 2;
        const int Batch = 4;
        long shorter = LaunchesPerStep(layout, Layers, Batch, steps: Short);
        long longer = LaunchesPerStep(layout, Layers, Batch, steps: Long);
        Assert.That(longer - shorter, Is.EqualTo(2 * Layers * (Long - Short)));
        Assert.That(shorter - (2 * Layers * Short), Is.LessThanOrEqualTo(MostLaunchesBesideTheRecurrence));
    }

    /// <summary>1,000 steps and 20 topology updates of a small model: device memory is what it was.</summary>
    [Test]
    public void A_long_run_with_topology_updates_leaks_nothing()
    {
        const int Updates = 20;
        const int StepsBetween = 50;
        using var backend = OpenCl.Open();
        long before = backend.LiveBytes;
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.4), 0.3);
        using (var training = Models.Create(backend, Models.Lstm))
        {
            Step(training, 12);
            var updater = new TopologyUpdater(method.Topology!, seed: 3);
            updater.Apply(training.Parameters, 0.3, 0);
            Step(training, 12);
            long bytes = backend.LiveBytes;
            for (int update = 1; update <= Updates; update++)
            {
                Step(training, StepsBetween);
                updater.Apply(training.Parameters, 0.3, (uint)update);
                Assert.That(backend.LiveBytes, Is.EqualTo(bytes), $"update {update}");
            }
        }

        using (Models.Create(backend, Models.Lstm))
        {
            // What is left is scratch, which the next model uses again.
        }

        Assert.That(backend.LiveBytes - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void Two_backends_in_one_process_do_not_disturb_each_other()
    {
        using var panels = OpenCl.Open();
        using var rows = OpenCl.Open(SparseLayout.Rows);
        double[] alone = new double[2];
        for (int i = 0; i < 2; i++)
        {
            using var training = Models.Create(i == 0 ? panels : rows, Models.Lstm);
            Step(training, 6);
            alone[i] = training.ReadLoss();
        }

        using var first = Models.Create(panels, Models.Lstm);
        using var second = Models.Create(rows, Models.Lstm);
        var threads = new[] { first, second }.Select(training => new Thread(() => Step(training, 6))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.That(new[] { first.ReadLoss(), second.ReadLoss() }, Is.EqualTo(alone));
    }

    [Test]
    public void Memory_of_one_backend_is_refused_by_another()
    {
        using var first = OpenCl.Open();
        using var second = OpenCl.Open();
        using var foreign = first.Allocate(Backends.ElementType.Float32, 4);
        Assert.That(
            () => second.Dense.Fill(new Backends.VectorView(foreign), 1), Throws.ArgumentException.With.Message.Contains("another backend"));
    }

    // 2 layers, embedding, decoder in one slice: products and their packing, biases and their sums, dropout, loss, norms and updates of 8
    // parameters. Gated, so that a change that adds launches shows.
    private const int MostLaunchesBesideTheRecurrence = 110;

    private static long LaunchesPerStep(SparseLayout layout, int layers, int batch, int steps)
    {
        using var backend = OpenCl.Open(layout);
        var model = new LstmLanguageModel(new LanguageModelOptions { VocabularySize = 40, Hidden = 16, Layers = layers });
        using var training = SyntheticLanguageModeling.Create(
            backend, model, new UniformInitializer(0.3), batch, steps, new SgdMomentum(backend, momentum: 0.9, clipNorm: 5));
        Step(training, 3);
        var counts = backend.Counts;
        Step(training, 4);
        return backend.Counts.Since(counts).Launches / 4;
    }

    private static void Step(TrainingSteps training, int count)
    {
        for (int step = 0; step < count; step++)
        {
            training.Step();
        }
    }
}
