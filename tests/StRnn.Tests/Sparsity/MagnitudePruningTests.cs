using StRnn.Sparsity.Pruning;

namespace StRnn.Tests.Sparsity;

public sealed class MagnitudePruningTests
{
    [Test]
    public void The_smallest_magnitudes_go_whatever_their_sign()
        => Assert.That(
            Mark([0.5f, -0.1f, 0.3f, -0.9f, 0.2f], 2), Is.EqualTo(new[] { false, true, false, false, true }));

    [Test]
    public void Among_equals_the_lower_canonical_index_goes_first()
        => Assert.That(Mark([0.1f, -0.1f, 0.1f, 0.05f], 3), Is.EqualTo(new[] { true, true, false, true }));

    [Test]
    public void Zeros_of_either_sign_go_first()
        => Assert.That(Mark([1e-30f, -0f, 1f, 0f], 2), Is.EqualTo(new[] { false, true, false, true }));

    [Test]
    public void Exactly_as_many_as_asked_go_and_they_are_the_smallest([Values(0, 1, 17, 500, 999, 1000)] int count)
    {
        var random = new Random(3);
        var drawn = Enumerable.Range(0, 1000).Select(_ => (float)(Math.Round(random.NextDouble() * 60) - 30) / 7);
        float[] values = [.. drawn];
        var pruned = Mark(values, count);
        var order = Enumerable.Range(0, values.Length)
            .OrderBy(k => Math.Abs(values[k]))
            .ThenBy(k => k)
            .Take(count)
            .ToHashSet();
        Assert.That(pruned, Is.EqualTo(Enumerable.Range(0, values.Length).Select(order.Contains)));
    }

    private static bool[] Mark(float[] values, int count)
    {
        var pruned = new bool[values.Length];
        new MagnitudePruning().Mark(new PruningCandidates(values), count, pruned);
        return pruned;
    }
}
