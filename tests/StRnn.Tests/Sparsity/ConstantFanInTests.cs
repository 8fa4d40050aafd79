using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Sparsity;

public sealed class ConstantFanInTests
{
    private const int Rows = 6;
    private const int Columns = 9;

    [Test]
    public void Rows_begin_equal([Values(0, 6, 20, 53, 54)] int nnz)
    {
        var pattern = RandomPattern.DrawRows(new MatrixShape(Rows, Columns), nnz, new RandomSequence(1, 1, 0));
        Assert.That(pattern.Nnz, Is.EqualTo(nnz));
        Assert.That(FanIns(pattern).Max() - FanIns(pattern).Min(), Is.LessThanOrEqualTo(1));
        Assert.That(pattern.ToPositions(), Is.Unique.And.Ordered);
    }

    /// <summary>Each row gets what it lacks, and not a position of a larger gradient in another row.</summary>
    [Test]
    public void Each_row_gets_back_what_it_lacks_where_its_gradients_are_largest([Values(1, 4, 6)] int blockRows)
    {
        var full = RandomPattern.DrawRows(new MatrixShape(Rows, Columns), 4 * Rows, new RandomSequence(3, 1, 0));
        long[] kept = [.. full.ToPositions().Where((_, k) => k % 3 != 0)];
        var occupied = SparsityPattern.FromPositions(Rows, Columns, kept);
        var random = new Random(4);
        float[] scores = [.. Enumerable.Range(0, Rows * Columns)
            .Select(k => (float)(random.NextDouble() * (1 + (k / Columns))))];
        var picked = new ConstantFanInRegrowth().Pick(new RegrowthRequest(
            occupied,
            full.Nnz - kept.Length,
            new RandomSequence(1, 1, 0),
            new ArrayScores(scores, Columns, blockRows)));
        Assert.That(FanIns(picked.Union(occupied)), Is.All.EqualTo(4));
        for (int row = 0; row < Rows; row++)
        {
            var free = Enumerable.Range(row * Columns, Columns).Select(k => (long)k).Except(kept).ToList();
            var expected = free.OrderByDescending(k => scores[k])
                .Take(4 - kept.Count(k => k / Columns == row)).Order();
            Assert.That(picked.ToPositions().Where(k => k / Columns == row), Is.EqualTo(expected), $"row {row}");
        }
    }

    [Test]
    public void Rows_stay_equal_through_a_training()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 12);
        using var trainer = new Trainer(
            backend,
            task,
            SparseTrainingMethod.ConstantFanIn(new UniformInitializer(0.4), 0.5, new UpdateInterval(2), endFraction: 1),
            new SgdMomentum(backend, clipNorm: 1),
            new DecayAfterEpoch(0.5, 5, 1),
            new TrainingOptions { Epochs = 2 });
        trainer.Initialize();
        var before = Pattern();
        trainer.Run();
        Assert.That(FanIns(Pattern()).Max() - FanIns(Pattern()).Min(), Is.LessThanOrEqualTo(1));
        Assert.That(Pattern().ToPositions(), Is.Not.EqualTo(before.ToPositions()), "connections moved");
        Assert.That(Pattern().Nnz, Is.EqualTo(before.Nnz));

        SparsityPattern Pattern() => ((SparseWeight)task.Parameters.Single(
            parameter => parameter.Name == "lstm.weight_hh_l1").Weight).Packed.ToPattern();
    }

    [Test]
    public void Gradual_regeneration_falls_by_the_cubic_law_and_moves_connections_on_the_way()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend, hidden: 12);
        var densities = new List<double>();
        var changes = new List<(int Pruned, int Regrown)>();
        using var step = new TrainingStep(
            backend,
            task,
            SparseTrainingMethod.GradualRegeneration(
                new UniformInitializer(0.5), new UniformInitializer(0.1), 0.5, new UpdateInterval(3), endFraction: 0.5),
            new SgdMomentum(backend, clipNorm: 1),
            epochs: 5);
        step.Initialize();
        for (int number = 1; number < 30; number++)
        {
            var result = step.Run(0.5);
            if (number % SequenceTask.Windows == 0)
            {
                step.EndEpoch();
                if (step.UpdateAfterEpoch() is { } late)
                {
                    Note(late, number);
                }
            }
            else if (result.Update is { } update)
            {
                Note(update, number);
            }
        }

        Assert.That(densities, Is.Not.Empty);
        Assert.That(changes.Select(change => change.Regrown), Has.Some.GreaterThan(0));
        Assert.That(densities[^1], Is.EqualTo(0.1).Within(0.005));

        void Note(TopologyUpdate update, int number)
        {
            var change = update.Changes.Single(each => each.Name == "lstm.weight_hh_l0");
            densities.Add(change.Density);
            changes.Add((change.Pruned, change.Regrown));
            double left = Math.Max(0, 1 - (number / 15.0));
            Assert.That(change.Density, Is.EqualTo(0.1 + (0.4 * left * left * left)).Within(0.005), $"step {number}");
        }
    }

    private static IEnumerable<int> FanIns(SparsityPattern pattern)
    {
        int[] offsets = pattern.RowOffsets.ToArray();
        return Enumerable.Range(0, pattern.Rows).Select(row => offsets[row + 1] - offsets[row]);
    }

    private sealed class ArrayScores(float[] scores, int columns, int blockRows) : IPositionScores
    {
        public int BlockRows => blockRows;

        public void Read(int firstRow, int count, Span<float> values)
            => scores.AsSpan(firstRow * columns, count * columns).CopyTo(values);
    }
}
