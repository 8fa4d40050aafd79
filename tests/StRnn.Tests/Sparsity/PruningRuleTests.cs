using StRnn.Sparsity.Pruning;

namespace StRnn.Tests.Sparsity;

/// <summary>Tests which connections a rule prunes.</summary>
public sealed class PruningRuleTests
{
    private static readonly float[] Values = [0.5f, -0.1f, 0.3f, -0.9f, 0.2f, -0.4f, 0.05f, 0f];

    [Test]
    public void Magnitude_takes_the_smallest_whatever_their_sign()
        => Assert.That(
            Mark([0.5f, -0.1f, 0.3f, -0.9f, 0.2f], 2), Is.EqualTo(new[] { false, true, false, false, true }));

    [Test]
    public void Magnitude_takes_the_lower_canonical_index_among_equals()
        => Assert.That(Mark([0.1f, -0.1f, 0.1f, 0.05f], 3), Is.EqualTo(new[] { true, true, false, true }));

    [Test]
    public void Magnitude_takes_zeros_of_either_sign_first()
        => Assert.That(Mark([1e-30f, -0f, 1f, 0f], 2), Is.EqualTo(new[] { false, true, false, true }));

    [Test]
    public void Magnitude_takes_exactly_as_many_as_asked_and_they_are_the_smallest(
        [Values(0, 1, 17, 500, 999, 1000)] int count)
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

    /// <summary>
    /// Of 8 weights, 3 are negative: of 4 pruned, 1 is the largest negative and 3 are the smallest others.
    /// </summary>
    [Test]
    public void Set_takes_the_smallest_positives_and_the_largest_negatives()
        => Assert.That(Marked(new SetPruning(), Values, 4), Is.EqualTo(new[] { 1, 4, 6, 7 }));

    [Test]
    public void The_faulty_set_takes_the_most_negative_ones()
        => Assert.That(Marked(SetPruning.Faulty, Values, 4), Is.EqualTo(new[] { 3, 5, 6, 7 }));

    [Test]
    public void Set_takes_exactly_as_many_as_asked_also_where_a_sign_has_too_few(
        [Values(0, 1, 5, 7, 8)] int count, [Values] bool faulty)
    {
        float[] mostlyPositive = [1, 2, 3, 4, 5, 6, 7, -1];
        var rule = faulty ? SetPruning.Faulty : new SetPruning();
        Assert.That(Marked(rule, mostlyPositive, count), Has.Length.EqualTo(count));
        Assert.That(Marked(rule, [.. mostlyPositive.Select(value => -value)], count), Has.Length.EqualTo(count));
    }

    [Test]
    public void Sensitivity_is_the_product_of_gradient_and_weight()
    {
        var pruned = new bool[4];
        var candidates = new PruningCandidates([1f, -2f, 3f, 0.1f], default, [0.5f, 0.1f, -0.3f, 9f]);
        new SensitivityPruning().Mark(candidates, 2, pruned);
        Assert.That(pruned, Is.EqualTo(new[] { true, true, false, false }), "|g*w| is 0.5, 0.2, 0.9, 0.9");
    }

    [Test]
    public void A_connection_that_changed_its_sign_goes_and_one_that_had_none_stays()
    {
        var pruned = new bool[5];
        new SignFlips().Mark(new PruningCandidates([1f, -1f, 1f, -1f, 0f], [1f, 1f, 0f, -2f, 3f]), 1, pruned);
        Assert.That(pruned, Is.EqualTo(new[] { false, true, false, false, false }));
    }

    private static bool[] Mark(float[] values, int count)
    {
        var pruned = new bool[values.Length];
        new MagnitudePruning().Mark(new PruningCandidates(values), count, pruned);
        return pruned;
    }

    private static int[] Marked(SetPruning rule, float[] values, int count)
    {
        var pruned = new bool[values.Length];
        rule.Mark(new PruningCandidates(values), count, pruned);
        return [.. Enumerable.Range(0, values.Length).Where(k => pruned[k])];
    }
}
