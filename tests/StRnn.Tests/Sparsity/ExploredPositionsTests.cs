using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;

namespace StRnn.Tests.Sparsity;

public sealed class ExploredPositionsTests
{
    private const int Rows = 40;
    private const int Columns = 333;

    /// <summary>From rows of few columns, kept as lists, to rows that are kept as bits.</summary>
    [Test]
    public void It_is_the_union_of_all_patterns_before_and_after_a_checkpoint(
        [Values(1, 3, 30)] int patterns, [Values(40, 2000)] int nnz)
    {
        var explored = new ExploredPositions(Rows, Columns);
        var union = new HashSet<long>();
        for (uint draw = 0; draw < patterns; draw++)
        {
            var pattern = RandomPattern.Draw(new MatrixShape(Rows, Columns), nnz, new RandomSequence(1, 1, draw));
            explored.Add(pattern);
            union.UnionWith(pattern.ToPositions());
        }

        var restored = ExploredPositions.Decode(Rows, Columns, explored.Encode());
        foreach (var each in new[] { explored, restored })
        {
            Assert.That(each.Count, Is.EqualTo(union.Count));
            Assert.That(each.Rate, Is.EqualTo((double)union.Count / (Rows * Columns)).Within(1e-15));
            Assert.That(each.ToPattern(0, Rows).ToPositions(), Is.EqualTo(union.Order()));
        }

        Assert.That(
            explored.ToPattern(10, 5).ToPositions(),
            Is.EqualTo(union.Where(k => k / Columns is >= 10 and < 15).Select(k => k - (10 * Columns)).Order()));
    }

    [Test]
    public void Its_memory_is_bounded_by_a_bit_per_position_and_by_four_bytes_per_position_explored()
    {
        var explored = new ExploredPositions(1000, 1000);
        explored.Add(RandomPattern.Draw(new MatrixShape(1000, 1000), 2000, new RandomSequence(1, 1, 0)));
        Assert.That(explored.LengthInBytes, Is.EqualTo(4 * 2000));
        explored.Add(SparsityPattern.Full(1000, 1000));
        Assert.That(explored.Count, Is.EqualTo(1_000_000));
        Assert.That(explored.LengthInBytes, Is.EqualTo(1000 * 32 * 4));
    }

    [Test]
    public void Numbers_that_are_no_record_are_refused()
        => Assert.That(() => ExploredPositions.Decode(3, 4, [2, 0, 1, 5]), Throws.ArgumentException);
}
