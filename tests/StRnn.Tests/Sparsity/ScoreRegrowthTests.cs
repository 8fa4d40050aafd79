using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;

namespace StRnn.Tests.Sparsity;

/// <summary>Tests that regrowth by scores read in blocks equals sorting all scores.</summary>
public sealed class ScoreRegrowthTests
{
    private const int Rows = 37;
    private const int Columns = 29;

    [Test]
    [Pairwise]
    public void The_largest_scores_of_free_positions_are_taken(
        [Values(1, 5, 200, 700)] int count, [Values(1, 4, 37)] int blockRows, [Values] bool ties)
    {
        var occupied = RandomPattern.Draw(new MatrixShape(Rows, Columns), 300, new RandomSequence(1, 1, 0));
        float[] scores = Scores(ties ? 7 : 1_000_000);
        var picked = Pick(occupied, count, scores, blockRows);
        var taken = occupied.ToPositions().ToHashSet();
        long[] expected =
        [
            .. Enumerable.Range(0, Rows * Columns)
                .Select(position => (long)position)
                .Where(position => !taken.Contains(position))
                .OrderByDescending(position => Math.Abs(scores[position]))
                .ThenBy(position => position)
                .Take(count)
                .Order(),
        ];
        Assert.That(picked.ToPositions(), Is.EqualTo(expected));
    }

    [Test]
    public void Where_too_few_positions_have_a_score_the_others_are_drawn_at_random()
    {
        var occupied = RandomPattern.Draw(new MatrixShape(Rows, Columns), 300, new RandomSequence(1, 1, 0));
        var scores = new float[Rows * Columns];
        long[] scored = [.. AllPositions().Except(occupied.ToPositions()).Where(k => k % 50 == 0)];
        foreach (long position in scored)
        {
            scores[position] = -1;
        }

        var first = Pick(occupied, 100, scores, 4, update: 0).ToPositions();
        var second = Pick(occupied, 100, scores, 4, update: 1).ToPositions();
        Assert.That(first, Has.Length.EqualTo(100).And.SupersetOf(scored).And.Not.EqualTo(second));
        Assert.That(first.Intersect(occupied.ToPositions()), Is.Empty);
        Assert.That(first, Is.Unique.And.Ordered);
    }

    [Test]
    public void Unexplored_positions_come_first_and_then_the_others()
    {
        var explored = RandomPattern.Draw(
            new MatrixShape(Rows, Columns), (Rows * Columns) - 10, new RandomSequence(1, 1, 0));
        var occupied = SparsityPattern.FromPositions(Rows, Columns, explored.ToPositions().AsSpan(0, 100));
        long[] unexplored = [.. AllPositions().Except(explored.ToPositions())];
        long[] few = Unexplored(4);
        long[] many = Unexplored(50);
        Assert.That(few, Has.Length.EqualTo(4).And.SubsetOf(unexplored));
        Assert.That(many, Has.Length.EqualTo(50).And.SupersetOf(unexplored));
        Assert.That(many.Intersect(occupied.ToPositions()), Is.Empty);

        long[] Unexplored(int count)
        {
            var request = new RegrowthRequest(occupied, count, new RandomSequence(2, 1, 0), null, explored);
            return new UnexploredRegrowth().Pick(request).ToPositions();
        }
    }

    /// <summary>The gradient is asked for at free positions only, as many as there are connections.</summary>
    [TestCase(40, 1.0, 300)]
    [TestCase(40, 0.5, 150)]
    [TestCase(299, 0.5, 299)]
    public void Of_sampled_positions_those_with_the_largest_gradient_are_taken(int count, double ratio, int sampled)
    {
        var occupied = RandomPattern.Draw(new MatrixShape(Rows, Columns), 300, new RandomSequence(1, 1, 0));
        float[] scores = Scores(1_000_000);
        long[] asked = [];
        var request = new RegrowthRequest(occupied, count, new RandomSequence(5, 1, 0), Gradient: sample =>
        {
            asked = sample.ToPositions();
            return [.. asked.Select(position => scores[position])];
        });
        long[] picked = new SampledGradientRegrowth(ratio).Pick(request).ToPositions();
        Assert.That(picked, Has.Length.EqualTo(count).And.Ordered);
        Assert.That(picked.Intersect(occupied.ToPositions()), Is.Empty);
        if (count < sampled)
        {
            Assert.That(asked, Has.Length.EqualTo(sampled));
            Assert.That(
                picked,
                Is.EqualTo(asked.OrderByDescending(position => Math.Abs(scores[position])).Take(count).Order()));
        }
    }

    private static IEnumerable<long> AllPositions() => Enumerable.Range(0, Rows * Columns).Select(k => (long)k);

    private static SparsityPattern Pick(
        SparsityPattern occupied, int count, float[] scores, int blockRows, uint update = 0)
    {
        var source = new ArrayScores(scores, Columns, blockRows);
        return ScoreRegrowth.ByGradient.Pick(
            new RegrowthRequest(occupied, count, new RandomSequence(5, 1, update), source));
    }

    private static float[] Scores(int different)
    {
        var random = new Random(4);
        var numbers = Enumerable.Range(0, Rows * Columns)
            .Select(_ => (random.Next(different) + 1f) * (random.Next(2) == 0 ? 1 : -1));
        return [.. numbers];
    }

    private sealed class ArrayScores(float[] scores, int columns, int blockRows) : IPositionScores
    {
        public int BlockRows => blockRows;

        public void Read(int first, int count, Span<float> values)
        {
            Assert.That(count, Is.LessThanOrEqualTo(blockRows));
            scores.AsSpan(first * columns, count * columns).CopyTo(values);
        }
    }
}

/// <summary>RigL's dense gradient passes by in blocks: neither backend nor host ever holds it.</summary>
public sealed class GradientGrowthMemoryTests
{
    private const int Rows = 8192;
    private const int Columns = 2048;
    private const int Batch = 2;
    private const long DenseElements = (long)Rows * Columns;

    [Test]
    public void An_update_of_a_matrix_of_64_mebibytes_takes_a_block_and_its_connections([Values] bool sampled)
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
        var density = new UniformInitializer(0.005);
        var interval = new UpdateInterval(100);
        var method = sampled
            ? SparseTrainingMethod.GuidedExploration(density, 0.3, interval)
            : SparseTrainingMethod.RigL(density, 0.3, interval);
        var rule = method.Topology!;
        var inputs = new TopologyInputs
        {
            Scores = each => new GradientScores(backend, tape.Factors.Of(tape, each)),
            Gradient = (each, positions) => tape.Factors.At(tape, each, positions),
        };
        var moment = new TopologyMoment(0.3, 1, 100, 0, new Dictionary<string, double>());
        var updater = new TopologyUpdater(rule, seed: 1, inputs);
        var change = updater.Apply(updater.Plan([parameter], moment)).Single();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(change.Regrown, Is.EqualTo((int)(0.3 * 0.005 * DenseElements)).Within(1));
        Assert.That(
            backend.Allocations.Max(),
            Is.LessThanOrEqualTo(sampled ? (long)(0.0051 * DenseElements) : DenseGradient.BlockElements));
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
