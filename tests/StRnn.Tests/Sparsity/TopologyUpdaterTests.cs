using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
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

public sealed class TopologyUpdaterTests
{
    private const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;

    [Test]
    public void Nnz_per_tensor_is_the_same_after_fifty_updates_and_no_position_repeats(
        [Values] SurvivorPolicy survivors)
    {
        using var backend = new ReferenceBackend<float>();
        Parameter[] parameters =
        [
            Declare("a", 60, 40), Declare("b", 8, 5), Declare("c", 31, 17), new("bias", 9, 1, WeightUses.None, 0),
        ];
        ModelInitializer.Initialize(backend, parameters, ErdosRenyiInitializer.FromDensity(0.3), seed: 4);
        int[] before = [.. parameters.Select(parameter => parameter.Weight.ParameterCount)];
        var updater = new TopologyUpdater(Rule(survivors), seed: 4);
        for (uint update = 0; update < 50; update++)
        {
            var changes = updater.Apply(parameters, 0.5, update);
            Assert.That(changes, Has.Count.EqualTo(3));
            Perturb(parameters, update);
        }

        Assert.That(parameters.Select(parameter => parameter.Weight.ParameterCount), Is.EqualTo(before));
        foreach (var parameter in parameters.Take(3))
        {
            // The pattern's constructor refuses repeated or unordered columns; positions must lie inside as well.
            var positions = ((SparseWeight)parameter.Weight).Packed.ToPattern().ToPositions();
            Assert.That(positions, Is.Ordered.And.Unique);
            Assert.That(positions.Length, Is.EqualTo(parameter.Weight.ParameterCount));
        }
    }

    [Test]
    public void Groups_of_rows_are_matrices_of_their_own([Values] SurvivorPolicy survivors)
    {
        const int Groups = 4;
        const int Height = 16;
        using var backend = new ReferenceBackend<float>();
        var parameter = new Parameter(
            new ParameterSpec("gates", Groups * Height, 16, Products, 0.5) { TopologyGroups = Groups });
        ModelInitializer.Initialize(backend, [parameter], ErdosRenyiInitializer.FromEpsilon(2), seed: 4);

        // epsilon * (rows + columns) of each gate, not of the matrix that holds them.
        Assert.That(NnzOfGroups(), Is.All.EqualTo(2 * (Height + 16)));
        Assert.That(
            Snapshot(parameter).Positions.Select(position => position % (Height * 16)).Distinct().Count(),
            Is.GreaterThan(64), "drawn alike");
        var updater = new TopologyUpdater(Rule(survivors), seed: 4);
        for (uint update = 0; update < 20; update++)
        {
            // One gate's weights are far smaller: pruned together, it would lose all of its connections.
            parameter.Weight.SetValues(
                [.. Enumerable.Range(0, parameter.Weight.ParameterCount)
                    .Select(k => k < 64 ? 1e-6f * (k + 1) : k + 1)]);
            var change = updater.Apply([parameter], 0.3, update).Single();
            Assert.That(change.Pruned, Is.EqualTo(Groups * (int)Math.Ceiling(0.3 * 64)));
            Assert.That(NnzOfGroups(), Is.All.EqualTo(64));
        }

        IEnumerable<int> NnzOfGroups() => Snapshot(parameter).Positions
            .GroupBy(position => position / (Height * 16)).Select(group => group.Count());
    }

    [Test]
    public void A_number_of_groups_that_does_not_divide_the_rows_is_refused()
        => Assert.That(
            () => new ParameterSpec("gates", 10, 4, Products, 0) { TopologyGroups = 4 },
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("10 rows"));

    [Test]
    public void Exactly_the_ceiling_of_rate_times_nnz_goes_and_as_many_come()
    {
        using var backend = new ReferenceBackend<float>();
        var parameter = Declare("a", 10, 10);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.33), seed: 1);
        var change = new TopologyUpdater(Rule(SurvivorPolicy.KeepsValue), 1).Apply([parameter], 0.1, 0).Single();
        Assert.That((change.Pruned, change.Regrown, change.Nnz), Is.EqualTo((4, 4, 33)));
    }

    [TestCase(SurvivorPolicy.KeepsValue)]
    [TestCase(SurvivorPolicy.Restarts)]
    [TestCase(SurvivorPolicy.Excluded)]
    public void Values_and_state_move_with_their_connection_and_new_ones_are_zero(SurvivorPolicy survivors)
    {
        using var backend = new ReferenceBackend<float>();
        var parameter = Declare("a", 12, 9);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.4), seed: 2);
        parameter.AllocateStates(1);
        var old = Snapshot(parameter);
        float[] oldState = [.. Enumerable.Range(1, parameter.Weight.ParameterCount).Select(k => (float)k)];
        parameter.Weight.WriteCanonical(oldState, parameter.States[0]);
        var oldStates = old.Positions.Zip(oldState).ToDictionary(pair => pair.First, pair => pair.Second);
        var oldValues = old.Positions.Zip(old.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        var prunedMarks = new bool[old.Values.Length];
        new MagnitudePruning()
            .Mark(new PruningCandidates(old.Values), (int)Math.Ceiling(0.6 * old.Values.Length), prunedMarks);
        var pruned = old.Positions.Where((_, k) => prunedMarks[k]).ToHashSet();

        var change = new TopologyUpdater(Rule(survivors), 2).Apply([parameter], 0.6, 0).Single();

        var now = Snapshot(parameter);
        var nowState = new float[now.Values.Length];
        parameter.Weight.ReadCanonical(parameter.States[0], nowState);
        int survived = 0;
        for (int k = 0; k < now.Positions.Length; k++)
        {
            long position = now.Positions[k];
            bool kept = oldValues.ContainsKey(position) && !pruned.Contains(position);
            bool survivor = pruned.Contains(position);
            survived += survivor ? 1 : 0;
            bool continues = kept || (survivor && survivors == SurvivorPolicy.KeepsValue);
            Assert.That(now.Values[k], Is.EqualTo(continues ? oldValues[position] : 0f), $"value at {position}");
            Assert.That(nowState[k], Is.EqualTo(continues ? oldStates[position] : 0f), $"state at {position}");
        }

        Assert.That(change.Survivors, Is.EqualTo(survived));
        Assert.That(survived, survivors == SurvivorPolicy.Excluded ? Is.Zero : Is.Positive);
        Assert.That(
            old.Positions.Except(pruned), Is.SubsetOf(now.Positions), "every connection that was not pruned stays");
    }

    /// <summary>
    /// Over many updates of a fixed pattern, the regrown positions are uniform over all positions that are free after
    /// pruning, the pruned ones included: chi-square with a fixed seed, at the 99.9 % quantile.
    /// </summary>
    [Test]
    public void Regrown_positions_are_uniform()
    {
        const int Rows = 20;
        const int Columns = 20;
        const int Updates = 3000;
        var regrowth = new RandomRegrowth();
        long[] occupied = [.. Enumerable.Range(0, Rows * Columns).Where(k => k % 7 is 0 or 3).Select(k => (long)k)];
        var pattern = SparsityPattern.FromPositions(Rows, Columns, occupied);
        int free = (Rows * Columns) - occupied.Length;
        const int PerUpdate = 25;
        var hits = new int[Rows * Columns];
        for (uint update = 0; update < Updates; update++)
        {
            var random = new StRnn.Randomness.RandomSequence(12, 1, update);
            var picked = regrowth.Pick(new RegrowthRequest(pattern, PerUpdate, random)).ToPositions();
            Assert.That(picked, Is.Ordered.And.Unique);
            foreach (long position in picked)
            {
                hits[position]++;
            }
        }

        Assert.That(occupied.Select(position => hits[position]), Is.All.Zero);
        double expected = (double)Updates * PerUpdate / free;
        double variance = expected * (1 - ((double)PerUpdate / free));
        double statistic = hits.Where((_, k) => !occupied.Contains(k))
            .Sum(hit => Math.Pow(hit - expected, 2) / variance)
            * (free - 1) / free;

        // Chi-square with free - 1 degrees of freedom, normal approximation: mean + 3.09 standard deviations.
        Assert.That(statistic, Is.LessThan(free - 1 + (3.09 * Math.Sqrt(2.0 * (free - 1)))));
        Assert.That(statistic, Is.GreaterThan(free - 1 - (3.09 * Math.Sqrt(2.0 * (free - 1)))));
    }

    [Test]
    public void The_same_seed_gives_the_same_update_and_another_update_another_one()
    {
        using var backend = new ReferenceBackend<float>();
        long[] Run(uint update)
        {
            using var parameter = Declare("a", 20, 20);
            ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.3), seed: 9);
            new TopologyUpdater(Rule(SurvivorPolicy.KeepsValue), 9).Apply([parameter], 0.5, update);
            return Snapshot(parameter).Positions;
        }

        var first = Run(3);
        Assert.That(Run(3), Is.EqualTo(first));
        Assert.That(Run(4), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_full_tensor_can_still_be_updated([Values] SurvivorPolicy survivors)
    {
        using var backend = new ReferenceBackend<float>();
        using var parameter = Declare("a", 6, 5);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(1), seed: 1);
        var change = new TopologyUpdater(Rule(survivors), 1).Apply([parameter], 0.5, 0).Single();
        Assert.That(change.Nnz, Is.EqualTo(30));
    }

    private static TopologyRule Rule(SurvivorPolicy survivors) => new(
        new MagnitudePruning(),
        new RandomRegrowth(),
        new NoRedistribution(),
        new ConstantPruningRate(0.5),
        UpdateInterval.EveryEpoch,
        survivors);

    private static Parameter Declare(string name, int rows, int columns) => new(name, rows, columns, Products, 0.1);

    private static (long[] Positions, float[] Values) Snapshot(Parameter parameter)
        => (((SparseWeight)parameter.Weight).Packed.ToPattern().ToPositions(), parameter.Weight.ToArray());

    private static void Perturb(Parameter[] parameters, uint update)
    {
        var random = new Random((int)update);
        foreach (var parameter in parameters)
        {
            parameter.Weight.SetValues([.. parameter.Weight.ToArray().Select(_ => (float)(random.NextDouble() - 0.5))]);
        }
    }
}
