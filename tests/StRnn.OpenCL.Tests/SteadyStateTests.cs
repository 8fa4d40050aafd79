using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Tests.Support;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.OpenCL.Tests;

/// <summary>
/// What a step in steady state does beside computing: nothing is allocated, nothing is read, and launches are few.
/// </summary>
public sealed class SteadyStateTests
{
    [Test]
    public void A_step_allocates_nothing_and_reads_nothing(
        [ValueSource(typeof(Models), nameof(Models.AllAndOfUnits))] string kind, [Values] SparseLayout layout)
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
    /// Of an LSTM language model: forward and backward one launch per time step and layer; everything else is for all
    /// columns at once and does not depend on T, but for the decoder, which goes over the columns in slices of 128.
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

    /// <summary>
    /// Of a recurrent highway network: forward and backward one launch per time step and micro-layer.
    /// </summary>
    [Test]
    public void Launches_of_an_Rhn_step_grow_by_two_per_time_step_and_micro_layer([Values] SparseLayout layout)
    {
        const int Short = 4;
        const int Long = 16;
        const int Depth = 3;
        const int Batch = 4;
        long shorter = LaunchesPerStep(layout, NewRhn(Depth), Batch, Short);
        long longer = LaunchesPerStep(layout, NewRhn(Depth), Batch, Long);
        Assert.That(longer - shorter, Is.EqualTo(2 * Depth * (Long - Short)));
        Assert.That(shorter - (2 * Depth * Short), Is.LessThanOrEqualTo(MostLaunchesBesideTheRecurrence));

        // Deeper is more of the recurrence, and a product's gradient, a bias and their updates per micro-layer.
        long deeper = LaunchesPerStep(layout, NewRhn(Depth + 1), Batch, Short);
        Assert.That(deeper - shorter, Is.LessThanOrEqualTo((2 * Short) + MostLaunchesOfAMicroLayer));
    }

    /// <summary>
    /// Of the classifier: two per time step, and nothing else that depends on how long the texts are.
    /// </summary>
    [Test]
    public void Launches_of_a_classifiers_step_grow_by_two_per_time_step([Values] SparseLayout layout)
    {
        const int Short = 5;
        const int Long = 9;
        using var backend = OpenCl.Open(layout);
        using var shorter = Models.CreateClassifier(backend, Short);
        using var longer = Models.CreateClassifier(backend, Long);
        long few = LaunchesPerStep(backend, shorter);
        Assert.That(LaunchesPerStep(backend, longer) - few, Is.EqualTo(2 * (Long - Short)));
        Assert.That(few - (2 * Short), Is.LessThanOrEqualTo(MostLaunchesBesideTheRecurrence));
    }

    /// <summary>
    /// A step of the paper's large language model as to its launches: 2 layers, 35 steps of 20 columns, the decoder in
    /// six slices, every tensor longer than a block of a reduction. The results page counts them on the whole model.
    /// </summary>
    [Test]
    public void Launches_of_the_large_language_models_step_are_few([Values] SparseLayout layout)
    {
        const int Batch = 20;
        const int Steps = 35;
        var model = new LstmLanguageModel(
            new LstmLanguageModelOptions { VocabularySize = 1000, Hidden = 160, Layers = 2 });
        Assert.That(LaunchesPerStep(layout, model, Batch, Steps), Is.LessThanOrEqualTo(MostLaunchesOfTheLargeModel));
    }

    /// <summary>
    /// A host that reads nothing for long waits for the device now and then, and keeps a bounded number of copies of
    /// what it wrote.
    /// </summary>
    [Test]
    public void The_host_does_not_run_away_from_the_device()
    {
        const int Launches = 5000;
        const int Writes = 300;
        using var backend = OpenCl.Open();
        using var x = new Tensor(backend, 1, 60_000);
        float[] numbers = [.. Enumerable.Range(0, 60_000).Select(k => (float)k)];
        for (int launch = 0; launch < Launches; launch++)
        {
            backend.Dense.Fill(x.Values.Slice(0, 8), launch);
        }

        Assert.That(backend.Waits, Is.InRange(3, 5));
        long most = 0;
        for (int write = 0; write < Writes; write++)
        {
            backend.Write<float>(numbers, x.Values);
            most = Math.Max(most, backend.StagedBytes);
        }

        Assert.That(most, Is.InRange(1, 33 << 20));
        Assert.That(x.ToArray(), Is.EqualTo(numbers));
    }

    [Test]
    public void A_write_that_failed_on_the_device_is_no_write()
    {
        Assert.That(StagedWrites.IsDone(2, "Some GPU"), Is.False);
        Assert.That(StagedWrites.IsDone(0, "Some GPU"), Is.True);
        Assert.That(
            () => StagedWrites.IsDone(-14, "Some GPU"),
            Throws.InstanceOf<BackendException>().With.Message.Contains("clEnqueueWriteBuffer"));
    }

    /// <summary>
    /// After a fault every release may fail: each is tried, and the first exception is the one that is thrown.
    /// </summary>
    [Test]
    public void Everything_is_released_though_something_fails()
    {
        var done = new List<int>();
        var error = Assert.Throws<BackendException>(
            () => Release.All([() => Fail(1), () => done.Add(2), () => Fail(3), () => done.Add(4)]));
        Assert.That(error!.Message, Is.EqualTo("1"));
        Assert.That(done, Is.EqualTo(new[] { 2, 4 }));
        Assert.That(() => Release.All([() => done.Add(5)]), Throws.Nothing);

        static void Fail(int number) => throw new BackendException($"{number}");
    }

    /// <summary>1,000 steps and 20 topology updates of a small model: device memory is what it was.</summary>
    [Test]
    public void A_long_run_with_topology_updates_leaks_nothing(
        [Values(Models.Lstm, Models.LstmOfUnits)] string kind)
    {
        const int Updates = 20;
        const int StepsBetween = 50;
        using var backend = OpenCl.Open();
        long before = backend.LiveBytes;
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.4), 0.3);
        using (var training = Models.Create(backend, kind))
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

        using (Models.Create(backend, kind))
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
        using var foreign = first.Allocate(ElementType.Float32, 4);
        Assert.That(
            () => second.Dense.Fill(new VectorView(foreign), 1),
            Throws.ArgumentException.With.Message.Contains("another backend"));
    }

    // 2 layers, embedding, decoder in one slice: products and their packing, biases and their sums, dropout, loss,
    // norms and updates of 8 parameters. Gated, so that a change that adds launches shows.
    private const int MostLaunchesBesideTheRecurrence = 110;

    private const int MostLaunchesOfAMicroLayer = 12;

    // Five of them copy aside what undoes a step that runs out of memory: the states of two layers, the sum of losses.
    private const int MostLaunchesOfTheLargeModel = 277;

    private static RhnLanguageModel NewRhn(int depth)
        => new(
            new RhnLanguageModelOptions
            {
                VocabularySize = 40,
                Hidden = 16,
                Depth = depth,
                HiddenDropout = 0.2f,
                InputDropout = 0.2f,
            });

    private static long LaunchesPerStep(SparseLayout layout, int layers, int batch, int steps)
        => LaunchesPerStep(
            layout,
            new LstmLanguageModel(new LstmLanguageModelOptions { VocabularySize = 40, Hidden = 16, Layers = layers }),
            batch, steps);

    private static long LaunchesPerStep(SparseLayout layout, LanguageModel model, int batch, int steps)
    {
        using var backend = OpenCl.Open(layout);
        using var training = SyntheticLanguageModeling.Create(
            backend, model, new UniformInitializer(0.3), batch, steps,
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 5));
        return LaunchesPerStep(backend, training);
    }

    private static long LaunchesPerStep(OpenClBackend backend, StepRunner training)
    {
        const int Counted = 2;
        Step(training, 2);
        var counts = backend.Counts;
        Step(training, Counted);
        return backend.Counts.Since(counts).Launches / Counted;
    }

    private static void Step(StepRunner training, int count)
    {
        for (int step = 0; step < count; step++)
        {
            training.Step();
        }
    }
}
