using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;

namespace StRnn.Tests.Sparsity;

/// <summary>
/// Tests tensors that exchange connections: the total stays constant for all densities, rates and survivor policies.
/// </summary>
public sealed class RedistributionTests
{
    [Test]
    [Pairwise]
    public void Every_composition_keeps_the_total(
        [Values("none", "proportional", "momentum")] string redistribution,
        [Values(0.05, 0.4, 0.75, 0.97)] double density,
        [Values(0.1, 0.7, 1)] double rate,
        [Values] SurvivorPolicy survivors)
    {
        using var backend = new ReferenceBackend<float>();
        using var small = new Parameter("small", 12, 15, WeightUses.Product, 0.1);
        using var large = new Parameter("large", 40, 30, WeightUses.Product, 0.1);
        Parameter[] parameters = [small, large];
        ModelInitializer.Initialize(backend, parameters, new UniformInitializer(density), seed: 1);
        long before = parameters.Sum(parameter => parameter.Weight.ParameterCount);
        var rule = new TopologyRule(
            new MagnitudePruning(),
            new RandomRegrowth(),
            Rule(redistribution),
            new ConstantPruningRate(rate),
            UpdateInterval.EveryEpoch,
            survivors);
        var inputs = new TopologyInputs
        {
            Momentum = (parameter, momentum) => momentum.Fill(parameter == small ? 9 : 1),
        };
        var updater = new TopologyUpdater(rule, seed: 2, inputs);
        for (uint update = 0; update < 3; update++)
        {
            var moment = new TopologyMoment(rate, 1, 10, update, new Dictionary<string, double>());
            updater.Apply(updater.Plan(parameters, moment));
            Assert.That(parameters.Sum(parameter => parameter.Weight.ParameterCount), Is.EqualTo(before));
        }
    }

    /// <summary>
    /// Half of both is pruned: 9 of 18 and 60 of 120. The small tensor has nine tenths of the momentum, and gets as
    /// many as 0.99 of its 171 free positions hold.
    /// </summary>
    [Test]
    public void Momentum_decides_who_gets_what_was_removed()
    {
        using var backend = new ReferenceBackend<float>();
        using var small = new Parameter("small", 12, 15, WeightUses.Product, 0.1);
        using var large = new Parameter("large", 40, 30, WeightUses.Product, 0.1);
        ModelInitializer.Initialize(backend, [small, large], new UniformInitializer(0.1), seed: 1);
        MomentumReader reader = (parameter, momentum) => momentum.Fill(parameter == small ? -9 : 1);
        TopologyGroup[] groups = [new(small, 0, 0, 18, reader), new(large, 0, 0, 120, reader)];
        Assert.That(
            new MomentumRedistribution().AllocateNnz(groups, [9, 60], SurvivorPolicy.KeepsValue),
            Is.EqualTo(new[] { 9 + 62, 60 + 7 }));
        Assert.That(
            new ProportionalRedistribution().AllocateNnz(groups, [9, 60], SurvivorPolicy.Excluded),
            Is.EqualTo(new[] { 18, 120 }));
        Assert.That(
            new ProportionalRedistribution().AllocateNnz(groups, [0, 60], SurvivorPolicy.Excluded),
            Is.EqualTo(new[] { 18 + 14, 60 + 46 }));
    }

    [Test]
    public void Largest_remainders_are_proportional_and_sum_to_the_total()
        => Assert.That(
            LargestRemainder.Of(10, [1, 1, 2], [100, 100, 100]),
            Is.EqualTo(new long[] { 3, 2, 5 }),
            "2.5, 2.5, 5: the first of equals");

    [Test]
    public void Of_largest_remainders_what_a_limit_cuts_off_goes_to_the_others()
        => Assert.That(LargestRemainder.Of(100, [8, 1, 1], [10, 1000, 1000]), Is.EqualTo(new long[] { 10, 45, 45 }));

    /// <summary>70 of the first part's 80 do not fit: by the weights 3 to 1, or half each.</summary>
    [TestCase(false, new long[] { 10, 68, 22 })]
    [TestCase(true, new long[] { 10, 50, 40 })]
    public void What_a_limit_cuts_off_goes_to_the_others_likewise_or_equally(bool equally, long[] expected)
        => Assert.That(
            LargestRemainder.Of(100, [8, 1.5, 0.5], [10, 1000, 1000], equally), Is.EqualTo(expected));

    [Test]
    public void Largest_remainders_without_weights_count_equally()
        => Assert.That(LargestRemainder.Of(7, [0, 0, 0], [1, 9, 9]), Is.EqualTo(new long[] { 1, 3, 3 }));

    [Test]
    public void Largest_remainders_of_more_than_fits_are_refused()
        => Assert.That(() => LargestRemainder.Of(5, [1, 1], [2, 2]), Throws.ArgumentException);

    private static IRedistributionRule Rule(string name) => name switch
    {
        "none" => new NoRedistribution(),
        "proportional" => new ProportionalRedistribution(),
        _ => new MomentumRedistribution(),
    };
}
