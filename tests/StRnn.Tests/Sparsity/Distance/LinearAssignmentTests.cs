using StRnn.Sparsity.Distance;

namespace StRnn.Tests.Sparsity.Distance;

public sealed class LinearAssignmentTests
{
    /// <summary>Few kinds of costs make many ties, many make few.</summary>
    [Test]
    public void It_is_as_cheap_as_the_best_of_all_permutations(
        [Range(0, 7)] int size, [Values(2, 10, 1_000_000)] int kinds)
    {
        var random = new Random(size + kinds);
        for (int trial = 0; trial < 40; trial++)
        {
            long[] costs = [.. Enumerable.Range(0, size * size).Select(_ => random.NextInt64(kinds))];
            int[] found = LinearAssignment.Solve(costs, size);

            Assert.That(found.Order(), Is.EqualTo(Enumerable.Range(0, size)), "a permutation");
            Assert.That(Total(costs, found), Is.EqualTo(Best(costs, size)));
            Assert.That(LinearAssignment.Solve(costs, size), Is.EqualTo(found), "the same each time");
        }
    }

    /// <summary>cost(i, j) = (i + 1)(j + 1) is smallest in opposite order (rearrangement inequality).</summary>
    [Test]
    public void Products_are_cheapest_in_opposite_order()
    {
        const int Size = 60;
        long[] costs = [.. Enumerable.Range(0, Size * Size).Select(at => ((at / Size) + 1L) * ((at % Size) + 1))];

        Assert.That(LinearAssignment.Solve(costs, Size), Is.EqualTo(Enumerable.Range(0, Size).Reverse()));
    }

    [Test]
    public void A_hidden_permutation_is_found()
    {
        const int Size = 200;
        var random = new Random(5);
        int[] hidden = [.. Enumerable.Range(0, Size)];
        random.Shuffle(hidden);
        var drawn = Enumerable.Range(0, Size * Size)
            .Select(at => hidden[at / Size] == at % Size ? 0 : random.NextInt64(1, 100));
        long[] costs = [.. drawn];

        Assert.That(LinearAssignment.Solve(costs, Size), Is.EqualTo(hidden));
    }

    [Test]
    public void A_matrix_that_is_not_square_is_refused()
        => Assert.That(
            () => LinearAssignment.Solve([1, 2, 3], 2), Throws.ArgumentException.With.Message.Contains("3 costs"));

    [Test]
    public void Costs_out_of_range_are_refused()
    {
        long largest = LinearAssignment.LargestCost(2);
        Assert.That(LinearAssignment.Solve([0, largest, largest, largest], 2), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(
            () => LinearAssignment.Solve([0, 0, largest + 1, 0], 2),
            Throws.ArgumentException.With.Message.Contains("cost(1, 0)"));
        Assert.That(
            () => LinearAssignment.Solve([0, -1, 0, 0], 2),
            Throws.ArgumentException.With.Message.Contains("cost(0, 1)"));
    }

    private static long Total(long[] costs, int[] assignment)
        => assignment.Select((j, i) => costs[(i * assignment.Length) + j]).Sum();

    private static long Best(long[] costs, int size)
    {
        return From(0, 0);

        long From(int row, int taken) => row == size
            ? 0
            : Enumerable.Range(0, size)
                .Where(column => (taken >> column & 1) == 0)
                .Min(column => costs[(row * size) + column] + From(row + 1, taken | (1 << column)));
    }
}
