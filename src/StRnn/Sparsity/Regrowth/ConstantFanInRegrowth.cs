using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Tensors;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// A regrowth rule after which every row has the same number of connections, or one more where the number of rows does
/// not divide them: each row gets back what it lacks, at its free positions of largest gradient. Source: SRigL, Lasby
/// et al. 2023 (arXiv 2305.02299), section 3.1, without its ablation of whole rows.
/// </summary>
/// <remarks>
/// Pruning may choose any connections of the matrix, but must leave no row with more than that number, as it cannot
/// where every row had it before and the matrix keeps its connections. Gradients are read in blocks of rows. Free
/// positions whose gradient is 0 come last, drawn at random.
/// </remarks>
public sealed class ConstantFanInRegrowth : IRegrowthRule
{
    /// <inheritdoc/>
    public string Name => "constant-fan-in";

    /// <inheritdoc/>
    public RegrowthNeeds Needs => RegrowthNeeds.DenseGradient;

    /// <inheritdoc/>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var scores = request.Scores
            ?? throw new ArgumentException($"Regrowth by {Name} needs scores.", nameof(request));
        var occupied = request.Occupied;
        int total = occupied.Nnz + request.Count;
        var random = request.Random;
        var picked = new SparsityPattern[occupied.Rows];
        using var block = new HostScratch<float>(scores.BlockRows * occupied.Columns);
        for (int first = 0; first < occupied.Rows; first += scores.BlockRows)
        {
            int count = Math.Min(scores.BlockRows, occupied.Rows - first);
            var values = block.Span[..(count * occupied.Columns)];
            scores.Read(first, count, values);
            for (int row = first; row < first + count; row++)
            {
                var taken = occupied.RowRange(row, 1);
                int missing = ConstantFanIn.Of(total, occupied.Rows, row) - taken.Nnz;
                if (missing < 0)
                {
                    throw new ArgumentException(
                        $"Row {row} has {taken.Nnz} connections, more than a constant fan-in of {total} in all allows.",
                        nameof(request));
                }

                var inRow = values.Slice((row - first) * occupied.Columns, occupied.Columns);
                picked[row] = Best(taken, inRow, missing, ref random);
            }
        }

        return SparsityPattern.Stack(picked);
    }

    private static SparsityPattern Best(
        SparsityPattern taken, ReadOnlySpan<float> scores, int count, ref RandomSequence random)
    {
        if (count == 0)
        {
            return SparsityPattern.FromPositions(1, taken.Columns, []);
        }

        SparsityPattern best;
        using (var largest = new LargestScores(count))
        {
            int next = 0;
            for (int column = 0; column < scores.Length; column++)
            {
                if (next < taken.Nnz && taken.ColumnIndices[next] == column)
                {
                    next++;
                    continue;
                }

                largest.Offer(scores[column], column);
            }

            best = SparsityPattern.FromPositions(1, taken.Columns, largest.Take());
        }

        return best.Nnz == count
            ? best
            : best.Union(RandomRegrowth.Pick(taken.Union(best), count - best.Nnz, ref random));
    }
}
