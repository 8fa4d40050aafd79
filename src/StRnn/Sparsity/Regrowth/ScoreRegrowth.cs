using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// A regrowth rule that adds connections at the free positions whose score is largest in magnitude; among equals, lower
/// positions come first. If too few free positions have a score other than 0 (rows of an embedding that were not looked
/// up have no gradient), the missing ones are drawn at random. Scores are read in blocks of rows, so the memory is one
/// block plus twice the requested number of positions, never the whole matrix.
/// </summary>
public sealed class ScoreRegrowth : IRegrowthRule
{
    private ScoreRegrowth(string name, RegrowthNeeds needs)
    {
        Name = name;
        Needs = needs;
    }

    /// <summary>
    /// Gets the rule with the gradient of one step as the score. Source: RigL, Evci et al. 2020, section 3.
    /// </summary>
    public static ScoreRegrowth ByGradient { get; } = new("gradient", RegrowthNeeds.DenseGradient);

    /// <summary>
    /// Gets the rule with the optimiser's momentum as the score. Source: SNFS, Dettmers and Zettlemoyer 2019, section
    /// 3.
    /// </summary>
    public static ScoreRegrowth ByMomentum { get; } = new("momentum", RegrowthNeeds.DenseMomentum);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public RegrowthNeeds Needs { get; }

    /// <inheritdoc/>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var scores = request.Scores
            ?? throw new ArgumentException($"Regrowth by {Name} needs scores.", nameof(request));
        var occupied = request.Occupied;
        if (request.Count == 0)
        {
            return SparsityPattern.FromPositions(occupied.Rows, occupied.Columns, []);
        }

        SparsityPattern best;
        using (var largest = new LargestScores(request.Count))
        {
            Scan(scores, occupied, largest);
            best = SparsityPattern.FromPositions(occupied.Rows, occupied.Columns, largest.Take());
        }

        int missing = request.Count - best.Nnz;
        var random = request.Random;
        return missing == 0
            ? best
            : best.Union(RandomRegrowth.Pick(occupied.Union(best), missing, ref random));
    }

    private static void Scan(IPositionScores scores, SparsityPattern occupied, LargestScores largest)
    {
        int columns = occupied.Columns;
        using var block = new HostScratch<float>(scores.BlockRows * columns);
        for (int first = 0; first < occupied.Rows; first += scores.BlockRows)
        {
            int count = Math.Min(scores.BlockRows, occupied.Rows - first);
            var values = block.Span[..(count * columns)];
            scores.Read(first, count, values);
            for (int row = first; row < first + count; row++)
            {
                var inRow = values.Slice((row - first) * columns, columns);
                var taken = occupied.ColumnIndices[occupied.RowOffsets[row]..occupied.RowOffsets[row + 1]];
                int next = 0;
                for (int column = 0; column < columns; column++)
                {
                    if (next < taken.Length && taken[next] == column)
                    {
                        next++;
                        continue;
                    }

                    largest.Offer(inRow[column], ((long)row * columns) + column);
                }
            }
        }
    }
}
