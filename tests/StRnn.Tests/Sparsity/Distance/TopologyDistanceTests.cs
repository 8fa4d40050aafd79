using StRnn.Backends.Memory;
using StRnn.Sparsity.Distance;

namespace StRnn.Tests.Sparsity.Distance;

public sealed class TopologyDistanceTests
{
    private const int Words = 50;
    private const int Width = 20;
    private const int Hidden = 16;
    private const int Gates = 4;

    /// <summary>
    /// Neurons {0, 1} and {2} against {2} and {0, 1, 3}: crosswise 1/3 and 0. The classes {0} and {0, 1} read them,
    /// against {1} and {0}, which become {0} and {1} by the matching: 0 and 1/2. In place: 1 and 1; 1 and 1/2.
    /// </summary>
    [Test]
    public void It_is_what_a_hand_computes()
    {
        LayerTopology[] a = [Layer("one", 2, Rows(4, [0, 1], [2])), Named("two", 2, Rows(2, [0], [0, 1]), source: 0)];
        LayerTopology[] b = [Layer("one", 2, Rows(4, [2], [0, 1, 3])), Named("two", 2, Rows(2, [1], [0]), source: 0)];

        var distance = TopologyDistance.Between(a, b);

        Assert.Multiple(() =>
        {
            Assert.That(distance.Layers[0].Matching, Is.EqualTo(new[] { 1, 0 }));
            Assert.That(distance.Layers[0].Moved, Is.EqualTo(2));
            Assert.That(distance.Layers[0].Distance, Is.EqualTo(1 / 6.0).Within(1e-15));
            Assert.That(distance.Layers[0].InPlace, Is.EqualTo(1));
            Assert.That(distance.Layers[1].Matching, Is.EqualTo(new[] { 0, 1 }));
            Assert.That(distance.Layers[1].Distance, Is.EqualTo(1 / 4.0).Within(1e-15));
            Assert.That(distance.Layers[1].InPlace, Is.EqualTo(3 / 4.0).Within(1e-15));
            Assert.That(distance.Distance, Is.EqualTo(5 / 24.0).Within(1e-15));
            Assert.That(distance.InPlace, Is.EqualTo(7 / 8.0).Within(1e-15));
        });
    }

    /// <summary>
    /// Two neurons with two gates and one recurrent tensor. A: gate 0 {0}, {1}; gate 1 {1}, {1}. B is A with its
    /// neurons exchanged, rows and columns: gate 0 {0}, {1}; gate 1 {0}, {0}. In place, gate 0 is equal, and gate 1 and
    /// the inputs are disjoint.
    /// </summary>
    [Test]
    public void A_hidden_state_has_one_matching_for_gates_and_columns()
    {
        LayerTopology[] a =
            [Layer("input", 2, Rows(2, [0], [1])), Recurrent(Rows(2, [0], [1], [], []), Rows(2, [0], [1], [1], [1]))];
        LayerTopology[] b =
            [Layer("input", 2, Rows(2, [0], [1])), Recurrent(Rows(2, [1], [0], [], []), Rows(2, [0], [1], [0], [0]))];

        var state = TopologyDistance.Between(a, b).Layers[1];

        Assert.Multiple(() =>
        {
            Assert.That(state.Matching, Is.EqualTo(new[] { 1, 0 }));
            Assert.That(state.Distance, Is.Zero);

            // Of each neuron's three inputs on both sides, five in all, one is shared.
            Assert.That(state.InPlace, Is.EqualTo(1 - (1 / 5.0)).Within(1e-15));
            Assert.That(state.Tensors.Select(tensor => tensor.Distance), Is.All.Zero);
        });

        static LayerTopology Recurrent(SparsityPattern input, SparsityPattern hidden)
            => new("state", 2, [new TensorTopology("ih", input, 0), new TensorTopology("hh", hidden, 1)]);
    }

    [Test]
    public void A_network_is_at_0_from_itself_even_with_neurons_alike()
    {
        LayerTopology[] alike =
            [Layer("one", 4, Rows(3, [1], [], [1], [])), Named("two", 2, Rows(4, [0, 1], [2]), source: 0)];
        LayerTopology[] network = Network(seed: 1);

        Assert.That(TopologyDistance.Between(alike, alike).Distance, Is.Zero);
        Assert.That(TopologyDistance.Between(network, network).Distance, Is.Zero);
        Assert.That(TopologyDistance.Between(network, network).Layers.Select(layer => layer.Moved), Is.All.Zero);
    }

    [Test]
    public void A_network_with_its_neurons_shuffled_is_at_0([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        int[] vectors = Shuffled(Width, random);
        int[] states = Shuffled(Hidden, random);
        LayerTopology[] network = Network(seed);
        LayerTopology[] shuffled =
        [
            Vectors(Moved(network[0].Tensors[0].Pattern, vectors, null)),
            State(
                Moved(network[1].Tensors[0].Pattern, states, vectors),
                Moved(network[1].Tensors[1].Pattern, states, states)),
            Decoder(Moved(network[2].Tensors[0].Pattern, [.. Enumerable.Range(0, Words)], states)),
        ];

        var distance = TopologyDistance.Between(network, shuffled);

        Assert.That(distance.Distance, Is.Zero);
        Assert.That(distance.InPlace, Is.GreaterThan(0.5));
        Assert.That(distance.Layers[0].Matching, Is.EqualTo(vectors));
        Assert.That(distance.Layers[1].Matching, Is.EqualTo(states));
    }

    [Test]
    public void Networks_without_a_shared_connection_are_at_1()
    {
        LayerTopology[] a = [Layer("one", 3, Rows(6, [0, 1], [2], [0, 2]))];
        LayerTopology[] b = [Layer("one", 3, Rows(6, [3], [4, 5], [3, 5]))];

        Assert.That(TopologyDistance.Between(a, b).Distance, Is.EqualTo(1));
    }

    /// <summary>Matching never increases a layer's distance above the one with its own neurons in place.</summary>
    [Test]
    public void A_matching_never_does_worse_than_none([Range(1, 10)] int seed)
    {
        LayerTopology first = Network(seed)[1];
        LayerTopology[] a = [Layer("input", Width, Identity(Width)), first];
        LayerTopology[] b = [Layer("input", Width, Identity(Width)), Network(seed + 100)[1]];

        var state = TopologyDistance.Between(a, b).Layers[1];

        Assert.That(state.Distance, Is.GreaterThan(0).And.LessThan(state.InPlace), "with 16! matchings to choose from");
    }

    [Test]
    public void A_layer_that_is_dense_in_both_does_not_count()
    {
        LayerTopology[] a = [Layer("dense", 2, Rows(2, [0, 1], [0, 1])), Named("sparse", 1, Rows(2, [0]), source: 0)];
        LayerTopology[] b = [Layer("dense", 2, Rows(2, [0, 1], [0, 1])), Named("sparse", 1, Rows(2, [1]), source: 0)];

        var distance = TopologyDistance.Between(a, b);

        Assert.That(distance.Distance, Is.EqualTo(1), "neurons alike keep their places");
        Assert.That(distance.Layers[0].IsDense);
        Assert.That(
            () => TopologyDistance.Between([a[0]], [b[0]]), Throws.ArgumentException.With.Message.Contains("dense"));
    }

    [Test]
    public void Networks_of_two_shapes_are_refused()
    {
        LayerTopology[] a = [Layer("one", 2, Rows(4, [0], [2]))];
        LayerTopology[] b = [Layer("one", 3, Rows(4, [0], [2], []))];

        Assert.That(
            () => TopologyDistance.Between(a, b),
            Throws.ArgumentException.With.Message.Contains("one of 2 neurons")
                .And.Message.Contains("one of 3 neurons"));
        Assert.That(
            () => TopologyDistance.Between(a, [.. a, .. b]),
            Throws.ArgumentException.With.Message.Contains("no such layer"));
    }

    private static LayerTopology[] Network(int seed)
    {
        var random = new Random(seed);
        return
        [
            Vectors(Random(Width, Words, random)),
            State(Random(Gates * Hidden, Width, random), Random(Gates * Hidden, Hidden, random)),
            Decoder(Random(Words, Hidden, random)),
        ];
    }

    private static LayerTopology Vectors(SparsityPattern pattern) => Layer("vectors", Width, pattern);

    private static LayerTopology State(SparsityPattern input, SparsityPattern hidden)
        => new("state", Hidden, [new TensorTopology("ih", input, 0), new TensorTopology("hh", hidden, 1)]);

    private static LayerTopology Decoder(SparsityPattern pattern) => Named("decoder", Words, pattern, source: 1);

    private static LayerTopology Layer(string name, int units, SparsityPattern pattern)
        => new(name, units, [new TensorTopology(name, pattern, null)]);

    private static LayerTopology Named(string name, int units, SparsityPattern pattern, int source)
        => new(name, units, [new TensorTopology(name, pattern, source)], HasNamedUnits: true);

    private static SparsityPattern Rows(int columns, params int[][] rows) => SparsityPattern.FromPositions(
        rows.Length, columns, [.. rows.SelectMany((row, i) => row.Select(column => ((long)i * columns) + column))]);

    private static SparsityPattern Identity(int size)
        => Rows(size, [.. Enumerable.Range(0, size).Select(i => new[] { i })]);

    private static SparsityPattern Random(int rows, int columns, Random random) => SparsityPattern.FromPositions(
        rows,
        columns,
        [.. Enumerable.Range(0, rows * columns).Where(_ => random.NextDouble() < 0.3).Select(at => (long)at)]);

    private static int[] Shuffled(int size, Random random)
    {
        int[] order = [.. Enumerable.Range(0, size)];
        random.Shuffle(order);
        return order;
    }

    /// <summary>Moves neuron i to place rows[i] in each gate, and input j to columns[j].</summary>
    private static SparsityPattern Moved(
        SparsityPattern pattern, int[] rows, int[]? columns) => SparsityPattern.FromPositions(
        pattern.Rows,
        pattern.Columns,
        [
            .. pattern.ToPositions().Select(position =>
            {
                int row = (int)(position / pattern.Columns);
                int column = (int)(position % pattern.Columns);
                int place = (row / rows.Length * rows.Length) + rows[row % rows.Length];
                return ((long)place * pattern.Columns) + (columns is null ? column : columns[column]);
            }).Order(),
        ]);
}
