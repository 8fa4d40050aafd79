using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;

namespace StRnn.Tests.Sparsity;

/// <summary>RigL's dense gradient passes by in blocks: neither backend nor host ever holds it.</summary>
public sealed class GradientGrowthMemoryTests
{
    private const int Rows = 8192;
    private const int Columns = 2048;
    private const int Batch = 2;
    private const long DenseElements = (long)Rows * Columns;

    [Test]
    public void An_update_of_a_matrix_of_64_mebibytes_takes_a_block_and_its_connections()
    {
        using var inner = new ReferenceBackend<float>();
        using var backend = new RecordingBackend(inner);
        using var parameter = new Parameter("w", Rows, Columns, WeightUses.Product | WeightUses.TransposedProduct, 0.1);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.005), seed: 1);
        using var tape = new Tape(backend);
        using var x = Filled(backend, Columns);
        using var g = Filled(backend, Rows);
        tape.Begin(new StepContext(IsTraining: true, 1, 0, KeepsFactors: true));
        tape.AddProductGradient(parameter, g.View, x.View);

        backend.Allocations.Clear();
        HostScratchMeter.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var rule = SparseTrainingMethod.RigL(new UniformInitializer(0.005), 0.3, new UpdateInterval(100)).Topology!;
        var inputs = new TopologyInputs { Scores = each => new GradientScores(backend, tape.Factors.Of(tape, each)) };
        var moment = new TopologyMoment(0.3, 1, 100, 0, new Dictionary<string, double>());
        var updater = new TopologyUpdater(rule, seed: 1, inputs);
        var change = updater.Apply(updater.Plan([parameter], moment)).Single();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(change.Regrown, Is.EqualTo((int)(0.3 * 0.005 * DenseElements)));
        Assert.That(backend.Allocations.Max(), Is.LessThanOrEqualTo(DenseGradient.BlockElements));
        Assert.That(backend.Allocations.Sum(), Is.LessThan(DenseElements / 8), "on the backend");
        Assert.That(HostScratchMeter.Peak, Is.LessThan(sizeof(float) * DenseElements / 8), "beside the managed heap");
        Assert.That(allocated, Is.LessThan(sizeof(float) * DenseElements / 4), "managed, that of the backend included");
    }

    private static Tensor Filled(IBackend backend, int rows)
    {
        var tensor = new Tensor(backend, rows, Batch);
        tensor.SetValues([.. Enumerable.Range(0, rows * Batch).Select(k => (float)Math.Sin(k))]);
        return tensor;
    }
}
