using StRnn.Backends.Memory;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

namespace StRnn.Extensibility.Tests;

/// <summary>
/// Growth by link prediction: a connection comes where most paths of length 3 lead already, from a
/// row over one of its columns and another row to a column; each counts the less, the more links
/// its inner nodes have. No gradient is read.
/// </summary>
public sealed class LinkPrediction : IRegrowthRule
{
    public string Name => "paths-of-length-3";

    /// <summary>
    /// Cannistraci-Hebb training (Zhang et al. 2024) in its plainest form: the smallest 30 % of the
    /// weights go once per epoch, and links that the topology predicts come.
    /// </summary>
    public static SparseTrainingMethod Method(double density) => new(
        "cht",
        new UniformInitializer(density),
        new TopologyRule(
            new MagnitudePruning(),
            new LinkPrediction(),
            new NoRedistribution(),
            new ConstantPruningRate(0.3),
            UpdateInterval.EveryEpoch,
            SurvivorPolicy.Excluded));

    public SparsityPattern Pick(RegrowthRequest request)
    {
        var rows = request.Occupied;
        var columns = rows.Transposed();
        var taken = rows.ToPositions().ToHashSet();
        var scored = new List<(double Score, long Position)>();
        for (int row = 0; row < rows.Rows; row++)
        {
            scored.AddRange(ScoresOf(row, rows, columns)
                .Select(pair => (pair.Value, Position: ((long)row * rows.Columns) + pair.Key))
                .Where(pair => !taken.Contains(pair.Position)));

            // No more than the best so far are kept: the memory is that of the connections to come.
            if (scored.Count > 4 * request.Count)
            {
                scored = [.. Best(scored, request.Count)];
            }
        }

        long[] positions = [.. Best(scored, request.Count).Select(each => each.Position).Order()];
        var best = SparsityPattern.FromPositions(rows.Rows, rows.Columns, positions);
        int missing = request.Count - best.Nnz;

        // Where too few positions have a path, the others are drawn.
        var rest = request with { Occupied = rows.Union(best), Count = missing };
        return missing == 0 ? best : best.Union(new RandomRegrowth().Pick(rest));
    }

    private static IEnumerable<(double Score, long Position)> Best(
        IEnumerable<(double Score, long Position)> scored, int count)
        => scored.OrderByDescending(each => each.Score).ThenBy(each => each.Position).Take(count);

    /// <summary>
    /// The score of a row with each column: the sum over paths row - v - u - column of
    /// 1/sqrt(d(v) * d(u)), where d is the number of a node's links.
    /// </summary>
    private static Dictionary<int, double> ScoresOf(
        int row, SparsityPattern rows, SparsityPattern columns)
    {
        var scores = new Dictionary<int, double>();
        foreach (int v in LinksOf(rows, row))
        {
            foreach (int u in LinksOf(columns, v))
            {
                if (u == row)
                {
                    continue;
                }

                double links = (double)LinksOf(columns, v).Length * LinksOf(rows, u).Length;
                foreach (int column in LinksOf(rows, u))
                {
                    scores[column] = scores.GetValueOrDefault(column) + (1 / Math.Sqrt(links));
                }
            }
        }

        return scores;
    }

    private static int[] LinksOf(SparsityPattern pattern, int row)
        => pattern.ColumnIndices[pattern.RowOffsets[row]..pattern.RowOffsets[row + 1]].ToArray();
}
