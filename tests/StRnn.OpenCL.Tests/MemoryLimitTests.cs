using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Interop;
using StRnn.OpenCL.Tests.Support;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.OpenCL.Tests;

public sealed class MemoryLimitTests
{
    [Test]
    public void Too_large_a_buffer_is_refused_with_the_bytes_the_limit_and_the_largest_buffers()
    {
        using var backend = OpenCl.Open();
        using var weight = new Tensor(backend, 300, 700);
        using var small = new Tensor(backend, 3, 7);
        weight.SetValues(new float[300 * 700]);
        long elements = (backend.Device.LargestAllocation / sizeof(float)) + 1;
        var error = Assert.Throws<BackendOutOfMemoryException>(() => backend.Allocate(ElementType.Float32, elements));
        Assert.That(
            error!.Message,
            Does.Contain($"{elements * sizeof(float)} bytes").And.Contain($"{backend.Device.LargestAllocation} bytes")
                .And.Contain("840000 (a buffer of 210000 elements)").And.Contain(backend.Device.Name)
                .And.Not.Contain("\n"));
        Assert.That(weight.ToArray(), Is.All.Zero, "what is on the device can still be read");
    }

    [Test]
    public void More_than_the_device_has_is_refused_though_each_buffer_fits()
    {
        var device = OpenCl.Device() with { GlobalBytes = 1 << 20, LargestAllocation = 1 << 20 };
        Assert.That(OpenClLibrary.TryOpen(out var api, out _));
        using var context = new ClContext(api!, device);
        var ledger = new MemoryLedger(context);
        var held = ledger.Allocate(700_000, "the first");
        var error = Assert.Throws<BackendOutOfMemoryException>(() => ledger.Allocate(500_000, "the second"));
        Assert.That(
            error!.Message,
            Does.Contain("500000 bytes for the second").And.Contain("1048576 bytes in all")
                .And.Contain("700000 (the first)"));
        ledger.Free(held);
        ledger.Free(ledger.Allocate(500_000, "the second"));
        Assert.That(ledger.LiveBytes, Is.Zero);
    }

    [Test]
    public void Memory_is_counted_and_returned()
    {
        using var backend = OpenCl.Open();
        long before = backend.LiveBytes;
        var buffer = backend.Allocate(ElementType.Float32, 1000);
        Assert.That(backend.LiveBytes - before, Is.EqualTo(4000));
        buffer.Dispose();
        buffer.Dispose();
        Assert.That(backend.LiveBytes, Is.EqualTo(before));
    }

    /// <summary>
    /// Drivers that give memory at its first use refuse it in a fill, a write or a launch: the bytes and the largest
    /// buffers all the same.
    /// </summary>
    [Test]
    public void Memory_that_is_refused_at_its_first_use_is_explained()
    {
        Assert.That(OpenClLibrary.TryOpen(out var api, out _));
        using var context = new ClContext(api!, OpenCl.Device());
        var ledger = new MemoryLedger(context);
        var first = ledger.Allocate(700_000, "the first");
        var second = ledger.Allocate(500_000, "the second");
        string filled = ledger.Error(-4, "clEnqueueFillBuffer", second).Message;
        string launched = ledger.Error(-6, "clEnqueueNDRangeKernel of add").Message;
        Assert.That(
            filled,
            Does.Contain("the 500000 bytes of the second").And.Contain("CL_MEM_OBJECT_ALLOCATION_FAILURE")
                .And.Contain("700000 (the first)")
                .And.Contain("1200000 bytes are in use"));
        Assert.That(
            launched,
            Does.Contain("clEnqueueNDRangeKernel of add").And.Contain("700000 (the first)").And.Not.Contain("\n"));
        Assert.That(ledger.Error(-4, "clFinish"), Is.InstanceOf<BackendOutOfMemoryException>());
        Assert.That(ledger.Error(-5, "clFinish"), Is.Not.InstanceOf<BackendOutOfMemoryException>());
        ledger.Free(first);
        ledger.Free(second);
    }

    /// <summary>
    /// A device that others have filled when connections move between tensors: the run ends with what was asked for and
    /// what is alive, its state is saved, and another backend goes on with it.
    /// </summary>
    [Test]
    public void Training_on_a_full_device_is_saved([Values] SparseLayout layout)
    {
        string folder = Directory.CreateTempSubdirectory("strnn-opencl-").FullName;
        try
        {
            var run = new RunDirectory(Path.Combine(folder, "run"));
            run.Create();
            var device = OpenCl.Device() with { GlobalBytes = 32 << 20, LargestAllocation = 32 << 20 };
            using (var backend = OpenCl.Open(device, layout))
            {
                DeviceBuffer? others = null;
                using var trainer = NewTrainer(backend, run, () =>
                    others ??= backend.Allocate(
                        ElementType.Float32, (device.GlobalBytes - backend.LiveBytes) / sizeof(float)));
                trainer.Initialize();
                var error = Assert.Throws<BackendOutOfMemoryException>(() => trainer.Run());
                Assert.That(
                    error!.Message,
                    Does.Contain("cannot give").And.Contain($"it has {device.GlobalBytes} bytes in all")
                        .And.Contain("the largest buffers")
                        .And.Contain("The topology update stopped at '")
                        .And.Contain($"was saved in '{run.LastCheckpointPath}'").And.Not.Contain("\n"));
                others!.Dispose();
            }

            using var cpu = OpenCl.OpenCpu();
            using var resumed = NewTrainer(cpu, run, () => { });
            resumed.Resume();
            Assert.That(resumed.Progress.Step, Is.EqualTo(SequenceTask.Windows));
            Assert.That(resumed.Run(), Is.EqualTo(TrainingOutcome.Completed));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Whichever allocation of an update fails on the device: tensors, values and state are whole, and are read back
    /// from it.
    /// </summary>
    [Test]
    public void A_topology_update_without_memory_loses_no_weight([Values] SparseLayout layout)
    {
        using var inner = OpenCl.Open(layout);
        int faults = 0;
        bool failed = true;
        for (; failed; faults++)
        {
            // Disposing it would dispose the one inside.
            var backend = new FaultyBackend(inner);
            using var training = Models.Create(backend, Models.Lstm);
            training.Step();
            var before = training.Parameters.Where(parameter => parameter.Weight.IsSparse)
                .ToDictionary(each => each.Name, Content);
            backend.FailAfter(faults);
            try
            {
                new TopologyUpdater(
                    SparseTrainingMethod.SparseTopology(new UniformInitializer(0.4), 0.3).Topology!, seed: 3)
                    .Apply(training.Parameters, 0.3, 0);
                failed = false;
            }
            catch (BackendOutOfMemoryException)
            {
                var same = training.Parameters.Where(parameter => parameter.Weight.IsSparse
                    && Content(parameter).SequenceEqual(before[parameter.Name]));
                Assert.That(
                    same.Count(), Is.EqualTo(before.Count - (faults / 2)),
                    "those that were not reached, and the one that failed");
            }

            backend.Disarm();
            training.Step();
            Assert.That(training.ReadLoss(), Is.Positive.And.LessThan(10));
        }

        Assert.That(faults, Is.GreaterThan(10), "A packed matrix and its values for each of the sparse tensors");
    }

    /// <summary>
    /// A device whose largest buffer is smaller than a step's activations: they lie in several, and nothing else
    /// changes.
    /// </summary>
    [Test]
    public void Training_goes_on_where_activations_do_not_fit_one_buffer(
        [ValueSource(typeof(Models), nameof(Models.All))] string kind)
    {
        const int Steps = 14;
        double loss;
        long largest;
        using (var backend = OpenCl.Open())
        using (var recording = new RecordingBackend(backend))
        using (var training = Models.Create(recording, kind))
        {
            Train(training, Steps);
            loss = training.ReadLoss();
            largest = recording.Allocations.Max();
        }

        // The largest buffer of a step is the arena.
        long limit = (largest - 1) * sizeof(float);
        using var limited = OpenCl.Open(OpenCl.Device() with { LargestAllocation = limit });
        using var again = Models.Create(limited, kind);
        Train(again, Steps);
        Assert.That(again.ReadLoss(), Is.EqualTo(loss), "the same bits");
        long allocations = limited.AllocationCount;
        Train(again, Steps);
        Assert.That(limited.AllocationCount, Is.EqualTo(allocations), "nothing is allocated in steady state");
    }

    private static void Train(StepRunner training, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            training.Step();
        }
    }

    private static List<string> Content(Parameter parameter)
    {
        var state = new float[parameter.Weight.ParameterCount];
        parameter.Weight.ReadCanonical(parameter.States[0], state);
        return [.. ((SparseWeight)parameter.Weight).Packed.ToPattern().ToPositions()
            .Zip(parameter.Weight.ToArray(), state).Select(each => $"{each}")];
    }

    private static Trainer NewTrainer(IBackend backend, RunDirectory run, Action afterValidation) => new(
        backend,
        new SequenceTask(backend, hidden: 24),
        MethodCatalogue.Get("st-momentum-redistribution"),
        new SgdMomentum(backend, momentum: 0.9, clipNorm: 1),
        new DecayAfterEpoch(0.3, 10, 1),
        new TrainingOptions { Epochs = 2, Seed = 3 },
        run,
        entry =>
        {
            if (entry is EvaluationMetrics)
            {
                afterValidation();
            }
        });
}
