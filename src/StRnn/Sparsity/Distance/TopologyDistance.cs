using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Distance;

/// <summary>
/// Computes the neural network sparse topology distance (NNSTD) of two networks of equal shape. The distance of two
/// neurons is |A xor B| / |A or B| of their input sets. A layer's neurons are matched so that the sum of distances is
/// smallest; the layer's distance is the mean, and the next layer's inputs are renamed by the matching before it is
/// compared. Source: Liu et al. 2020, "Topological insights into sparse neural networks", and its public program.
/// </summary>
/// <remarks>
/// Recurrence adds to the published distance: the neurons of a recurrent layer are its hidden state. A neuron's set
/// holds the inputs of all its gates from all tensors, separately for each gate (a plain union would hold nearly every
/// input at usual densities). So one matching serves all gates, the recurrent columns and the layers that read the
/// state. The recurrent columns depend on the matching that is searched. The search starts with the nearer of two
/// matchings, neurons in place and the matching by the other inputs alone, and is repeated with renamed columns as long
/// as the distance falls; so a layer is never further away than with its neurons in place. That is an upper bound, as
/// the joint problem (quadratic assignment) has no exact method at such sizes. Words and classes keep their identity.
/// Among equally near neurons the one of equal number is taken: a network's distance from itself is 0. O(n²·inputs/64 +
/// n³) per matching.
/// </remarks>
public static class TopologyDistance
{
    // The factor that makes distances integers, before the tie-break's factor n + 1. The matching is optimal for
    // distances rounded this way, hence within 2^-32 of the optimum in the mean.
    private const double Resolution = 1L << 32;

    private const int MostRounds = 10;

    /// <summary>Compares two networks.</summary>
    /// <param name="first">The layers of network A, each after the layers it reads.</param>
    /// <param name="second">The layers of network B.</param>
    /// <returns>The distance.</returns>
    /// <exception cref="ArgumentException">
    /// The networks have different shapes, or both are dense; the message says where.
    /// </exception>
    public static NetworkDistance Between(IReadOnlyList<LayerTopology> first, IReadOnlyList<LayerTopology> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        CheckShapes(first, second);
        var matchings = new int[first.Count][];
        var layers = new LayerDistance[first.Count];
        for (int l = 0; l < first.Count; l++)
        {
            layers[l] = Compare(first[l], second[l], l, matchings);
        }

        LayerDistance[] counted = [.. layers.Where(layer => !layer.IsDense)];
        if (counted.Length == 0)
        {
            throw new ArgumentException(
                "Both networks are dense: there is no topology to compare. Choose a sparse one.");
        }

        return new NetworkDistance(
            counted.Average(layer => layer.Distance), counted.Average(layer => layer.InPlace), layers);
    }

    private static LayerDistance Compare(LayerTopology first, LayerTopology second, int layer, int[][] matchings)
    {
        int units = first.Units;
        int[] inPlace = [.. Enumerable.Range(0, units)];
        var a = NeuronSets.Of([.. first.Tensors.Select(tensor => (tensor.Pattern, (int[]?)null))], units);
        double untouched = Mean(a, Sets(_ => null), inPlace);
        matchings[layer] = inPlace;
        double distance = Mean(a, Sets(Renaming), inPlace);
        int[] recurrent =
            [.. Enumerable.Range(0, first.Tensors.Count).Where(index => first.Tensors[index].Source == layer)];
        bool isSought = !first.HasNamedUnits && distance > 0;
        bool hasOtherInputs = recurrent.Length < first.Tensors.Count;
        if (isSought && recurrent.Length > 0 && hasOtherInputs)
        {
            Try(Match(Without(first, recurrent, _ => null), Without(second, recurrent, Renaming)));
        }

        for (int round = 0; isSought && round < MostRounds; round++)
        {
            isSought = Try(Match(a, Sets(Renaming))) && recurrent.Length > 0;
        }

        return new LayerDistance(
            first.Name,
            units,
            distance,
            untouched,
            first.IsDense && second.IsDense,
            matchings[layer],
            [.. first.Tensors.Select(OfTensor)]);

        // Keeps a matching if it is nearer than the one before.
        bool Try(int[] matching)
        {
            int[] before = matchings[layer];
            matchings[layer] = matching;
            double reached = Mean(a, Sets(Renaming), matching);
            if (reached < distance)
            {
                distance = reached;
                return true;
            }

            matchings[layer] = before;
            return false;
        }

        NeuronSets Without(LayerTopology network, int[] left, Func<TensorTopology, int[]?> renaming) => NeuronSets.Of(
            [
                .. network.Tensors
                    .Where((_, index) => !left.Contains(index))
                    .Select(tensor => (tensor.Pattern, renaming(tensor))),
            ],
            units);

        NeuronSets Sets(Func<TensorTopology, int[]?> renaming)
            => NeuronSets.Of([.. second.Tensors.Select(tensor => (tensor.Pattern, renaming(tensor)))], units);

        // Column j of B is the neuron of A that is matched with B's neuron j.
        int[]? Renaming(TensorTopology tensor) => tensor.Source is { } source ? Inverse(matchings[source]) : null;

        TensorDistance OfTensor(TensorTopology tensor, int index)
        {
            var other = second.Tensors[index];
            int rows = tensor.Pattern.Rows;
            var one = NeuronSets.Of([(tensor.Pattern, null)], rows);
            var two = NeuronSets.Of([(other.Pattern, Renaming(other))], rows);
            int[] ofRows =
                [.. Enumerable.Range(0, rows).Select(row => (row / units * units) + matchings[layer][row % units])];
            return new TensorDistance(tensor.Name, Mean(one, two, ofRows))
            {
                Blocks = tensor.Pattern.Blocks == other.Pattern.Blocks ? tensor.Pattern.Blocks : RowBlocks.Single,
            };
        }
    }

    private static double Mean(NeuronSets a, NeuronSets b, int[] matching)
    {
        double sum = 0;
        for (int i = 0; i < matching.Length; i++)
        {
            sum += a.Distance(i, b, matching[i]);
        }

        return sum / matching.Length;
    }

    /// <summary>
    /// Finds the matching of the smallest sum; among equals, the one that keeps most neurons in place.
    /// </summary>
    private static int[] Match(NeuronSets a, NeuronSets b)
    {
        int units = a.Units;
        var costs = new long[(long)units * units];
        Parallel.For(0, units, i =>
        {
            for (int j = 0; j < units; j++)
            {
                // n moved neurons together cost less than the smallest step of a rounded distance.
                long distance = (long)Math.Round(a.Distance(i, b, j) * Resolution);
                costs[(i * units) + j] = (distance * (units + 1)) + (i == j ? 0 : 1);
            }
        });
        return LinearAssignment.Solve(costs, units);
    }

    private static int[] Inverse(int[] permutation)
    {
        var inverse = new int[permutation.Length];
        for (int i = 0; i < permutation.Length; i++)
        {
            inverse[permutation[i]] = i;
        }

        return inverse;
    }

    private static void CheckShapes(IReadOnlyList<LayerTopology> first, IReadOnlyList<LayerTopology> second)
    {
        string[] a = [.. first.Select(Describe)];
        string[] b = [.. second.Select(Describe)];
        for (int l = 0; l < Math.Max(a.Length, b.Length); l++)
        {
            string one = l < a.Length ? a[l] : "no such layer";
            string two = l < b.Length ? b[l] : "no such layer";
            if (one != two)
            {
                throw new ArgumentException(
                    $"The networks have different shapes: the first has {one}, the second {two}.");
            }
        }

        static string Describe(LayerTopology layer)
        {
            var tensors = layer.Tensors.Select(
                tensor => $"{tensor.Name} [{tensor.Pattern.Rows}, {tensor.Pattern.Columns}]");
            return $"{layer.Name} of {layer.Units} neurons ({string.Join(", ", tensors)})";
        }
    }
}

/// <summary>The topology distance of two networks.</summary>
/// <param name="Distance">The mean distance of the layers that are not dense, from 0 to 1.</param>
/// <param name="InPlace">The mean distance of these layers without any matching.</param>
/// <param name="Layers">The distances of the layers.</param>
public sealed record NetworkDistance(double Distance, double InPlace, IReadOnlyList<LayerDistance> Layers);
