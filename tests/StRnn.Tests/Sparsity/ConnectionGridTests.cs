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

namespace StRnn.Tests.Sparsity;

/// <summary>Connections of several weights: what rules see of them, and what becomes of it.</summary>
public sealed class ConnectionGridTests
{
    [Test]
    public void Rows_of_a_block_share_their_columns([Values(1, 2, 4, 8)] int height, [Values] bool acrossGates)
    {
        var spec = Spec("a", 16, 9, height, acrossGates);
        var grid = new ConnectionGrid(spec);
        var connections = RandomPattern.Draw(grid.GroupShape, 11, new StRnn.Randomness.RandomSequence(1, 2, 3));
        var weights = grid.Expand(connections);
        Assert.That((weights.Rows, weights.Columns, weights.Nnz), Is.EqualTo((16, 9, 11 * height)));
        Assert.That(weights.Blocks.Height, Is.EqualTo(height));
        Assert.That(grid.Reduce(weights).ToPositions(), Is.EqualTo(connections.ToPositions()));

        // The same by hand.
        var expected = connections.ToPositions().SelectMany(position => Enumerable.Range(0, height).Select(member =>
            (acrossGates
                ? (member * 16 / height) + (position / 9)
                : (position / 9 * height) + member) * 9 + (position % 9)));
        Assert.That(weights.ToPositions(), Is.EqualTo(expected.Order()));
    }

    [TestCase(BlockMagnitude.Norm, 2.5f)]
    [TestCase(BlockMagnitude.Largest, 4)]
    [TestCase(BlockMagnitude.Mean, 2)]
    public void A_connection_has_one_number_with_the_sign_of_the_sum(BlockMagnitude magnitude, float expected)
    {
        var spec = new ParameterSpec("a", 4, 3, WeightUses.Product, 1)
        {
            Connections = new ConnectionBlocks(new RowBlocks(4, true), magnitude),
        };
        var grid = new ConnectionGrid(spec);
        var weights = grid.Expand(SparsityPattern.FromPositions(1, 3, [0, 2]));
        var numbers = new float[2];

        // Rows (3, 1), (0, 1), (-4, -1), (0, -1): sums -1 and 0.
        grid.Reduce(weights.RowOffsets, [3, 1, 0, 1, -4, -1, -1, -1], numbers);
        float exact = magnitude == BlockMagnitude.Norm ? MathF.Sqrt(26 / 4f) : expected;
        Assert.That(numbers, Is.EqualTo(new[] { -exact, 1 }).Within(1e-6));
        grid.Reduce(weights.RowOffsets, [3, 0, 0, 0, 4, 0, 0, 0], numbers);
        Assert.That(
            numbers[0],
            Is.EqualTo(magnitude switch { BlockMagnitude.Norm => 2.5f, BlockMagnitude.Largest => 4, _ => 1.75f }));
    }

    [Test]
    public void Scores_of_blocks_are_those_of_their_weights(
        [Values(2, 4)] int height, [Values] bool acrossGates, [Values(1, 3, 100)] int blockRows)
    {
        const int Rows = 16;
        const int Columns = 5;
        var grid = new ConnectionGrid(Spec("a", Rows, Columns, height, acrossGates));
        float[] scores = [.. Enumerable.Range(0, Rows * Columns).Select(k => MathF.Sin(k * k))];
        var reduced = grid.Reduce(new Scores(scores, Columns, Math.Min(blockRows, Rows)));
        var read = new float[grid.Rows * Columns];
        for (int first = 0; first < grid.Rows; first += reduced.BlockRows)
        {
            int count = Math.Min(reduced.BlockRows, grid.Rows - first);
            reduced.Read(first, count, read.AsSpan(first * Columns, count * Columns));
        }

        var expected = new float[read.Length];
        grid.Reduce(SparsityPattern.Full(Rows, Columns).RowOffsets, scores, expected);
        Assert.That(read, Is.EqualTo(expected));
    }

    [Test]
    public void The_smallest_norm_goes_and_not_the_smallest_weight()
    {
        using var backend = new ReferenceBackend<float>();
        using var parameter = new Parameter(Spec("a", 2, 4, 2, acrossGates: true));
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(1), seed: 1);

        // Of the four connections, the second has the smallest norm, and the first the smallest weight.
        parameter.Weight.SetValues([0, 0.5f, 2, 3, 2, -0.5f, 2, 3]);
        var change = new TopologyUpdater(Rule(new NoReplacement(), new NoRegrowth()), 1).Apply([parameter], 0.25, 0);
        Assert.That((change[0].Pruned, change[0].Nnz), Is.EqualTo((2, 6)), "counted in weights");
        Assert.That(Cells(parameter), Is.EqualTo(new long[] { 0, 2, 3, 4, 6, 7 }));
    }

    /// <summary>The density asked for is that of the weights, whatever the heights.</summary>
    [Test]
    public void Erdos_Renyi_allocates_weights_by_density()
    {
        Parameter[] parameters =
        [
            new(Spec("one", 64, 32, 1)), new(Spec("two", 64, 32, 2)), new(Spec("four", 64, 32, 4, true)),
        ];
        var nnz = ModelInitializer.AllocateNnz(parameters, ErdosRenyiInitializer.FromDensity(0.2));
        Assert.That(nnz.Sum(), Is.EqualTo(0.2 * 3 * 64 * 32).Within(7), "each rounds");
        Assert.That(nnz[2] % 4, Is.Zero);

        // epsilon * (rows + columns) connections, of blocks as rows.
        nnz = ModelInitializer.AllocateNnz(parameters, ErdosRenyiInitializer.FromEpsilon(3));
        Assert.That(nnz, Is.EqualTo(new int?[] { 3 * 96, 2 * 3 * 64, 4 * 3 * 48 }));
    }

    [Test]
    [Pairwise]
    public void Tensors_of_different_heights_exchange_weights_and_keep_their_total(
        [Values("proportional", "momentum")] string redistribution,
        [Values(0.05, 0.4, 0.75)] double density,
        [Values(0.1, 0.7, 1)] double rate,
        [Values] SurvivorPolicy survivors)
    {
        using var backend = new ReferenceBackend<float>();
        using var small = new Parameter(Spec("small", 12, 15, 1));
        using var middle = new Parameter(Spec("middle", 24, 15, 2));
        using var large = new Parameter(Spec("large", 40, 30, 4, acrossGates: true));
        Parameter[] parameters = [small, middle, large];
        ModelInitializer.Initialize(backend, parameters, new UniformInitializer(density), seed: 1);
        long before = parameters.Sum(parameter => parameter.Weight.ParameterCount);
        var rule = Rule(
            redistribution == "momentum" ? new MomentumRedistribution() : new ProportionalRedistribution(),
            new RandomRegrowth(),
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
            Assert.That(large.Weight.ParameterCount % 4, Is.Zero);
            Assert.That(middle.Weight.ParameterCount % 2, Is.Zero);
        }
    }

    /// <summary>A common ranking of heights 1 and 4 leaves as many weights as asked for.</summary>
    [Test]
    public void The_least_sensitive_of_different_heights_are_as_many_weights_as_asked_for()
    {
        using var backend = new ReferenceBackend<float>();
        using var one = new Parameter(Spec("one", 8, 10, 1));
        using var four = new Parameter(Spec("four", 8, 10, 4));
        Parameter[] parameters = [one, four];
        ModelInitializer.Initialize(backend, parameters, null, seed: 1);
        foreach (var parameter in parameters)
        {
            backend.Dense.Fill(parameter.GradientForWriting(out _), parameter == one ? 1 : 1.1f);
        }

        TopologyGroup[] groups = [new(one, 0, 0, 80, null), new(four, 0, 0, 20, null)];
        var amount = new LeastSensitive(new UniformInitializer(0.4));
        int[] counts = amount.Count(groups, new TopologyMoment(1, 0, 1, 0, new Dictionary<string, double>()));
        Assert.That(counts[0] + (4 * counts[1]), Is.EqualTo(0.6 * 160));
        Assert.That(counts[1], Is.InRange(1, 19));
        var pruned = new bool[20];
        var values = new float[20];
        groups[1].ReadSensitivities(values);
        SmallestMagnitudes.Mark(values, counts[1], pruned);
        float threshold = values.Where((_, k) => pruned[k]).Max();
        var others = new float[80];
        groups[0].ReadSensitivities(others);
        Assert.That(others.Order().ElementAt(counts[0] - 1), Is.EqualTo(threshold).Within(0.1), "one threshold");
    }

    [TestCase(6, 4, 1)]
    [TestCase(8, 4, 4)]
    [TestCase(9, 3, 1)]
    public void Blocks_that_do_not_divide_the_rows_are_refused(int rows, int height, int groups)
    {
        var spec = new ParameterSpec("w", rows, 4, WeightUses.Product, 1)
        {
            TopologyGroups = rows % groups == 0 ? groups : 1,
            Connections = new ConnectionBlocks(new RowBlocks(height, false)),
        };
        Assert.That(
            () => new ConnectionGrid(spec),
            Throws.ArgumentException
                .With.Message.Contains($"'w' has {rows} rows").And.Message.Contains("1, 2, 4 or 8"));
    }

    [Test]
    public void A_weight_whose_rows_differ_is_refused_in_one_line()
    {
        using var backend = new ReferenceBackend<float>();
        using var parameter = new Parameter(Spec("w", 4, 4, 2));
        parameter.Replace(new StRnn.Tensors.SparseWeight(
            backend, SparsityPattern.FromPositions(4, 4, [0, 5, 8, 12]), WeightUses.Product));
        Assert.That(
            () => new TopologyUpdater(Rule(new NoRedistribution(), new RandomRegrowth()), 1).Apply([parameter], 0.5, 0),
            Throws.ArgumentException.With.Message.Contains("'w' has connections of 2 weights, but rows 0 and 1"));
    }

    private static ParameterSpec Spec(string name, int rows, int columns, int height, bool acrossGates = false)
        => new(name, rows, columns, WeightUses.Product | WeightUses.TransposedProduct, 0.5)
        {
            Connections = new ConnectionBlocks(new RowBlocks(height, acrossGates)),
        };

    private static TopologyRule Rule(
        IRedistributionRule redistribution,
        IRegrowthRule regrowth,
        SurvivorPolicy survivors = SurvivorPolicy.KeepsValue)
        => new(
            new MagnitudePruning(),
            regrowth,
            redistribution,
            new ConstantPruningRate(0.5),
            UpdateInterval.EveryEpoch,
            survivors);

    private static long[] Cells(Parameter parameter)
        => ((StRnn.Tensors.SparseWeight)parameter.Weight).Packed.ToPattern().ToPositions();

    private sealed class Scores(float[] scores, int columns, int blockRows) : IPositionScores
    {
        public int BlockRows => blockRows;

        public void Read(int first, int count, Span<float> read)
        {
            Assert.That(count, Is.InRange(1, blockRows));
            scores.AsSpan(first * columns, count * columns).CopyTo(read);
        }
    }
}
