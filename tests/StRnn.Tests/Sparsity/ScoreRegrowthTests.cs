using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;

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
