using StRnn.Backends.Memory;
using StRnn.Sparsity.Pruning;
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

/// <summary>
/// Selects the k positions of largest score from a stream of ascending positions. It takes memory for 2k positions and
/// linear time, since it discards the smaller half each time the memory is full. Among equals, earlier positions stay.
/// </summary>
internal sealed class LargestScores : IDisposable
{
    private readonly int _wanted;
    private readonly HostScratch<float> _scores;
    private readonly HostScratch<long> _positions;
    private int _count;
    private uint _least;

    public LargestScores(int wanted)
    {
        _wanted = wanted;
        _scores = new HostScratch<float>(2 * wanted);
        _positions = new HostScratch<long>(2 * wanted);
    }

    /// <summary>Offers a position; a position of score 0 is never selected.</summary>
    public void Offer(float score, long position)
    {
        if (SmallestMagnitudes.BitsOf(score) <= _least)
        {
            return;
        }

        if (_count == 2 * _wanted)
        {
            Shrink();
            if (SmallestMagnitudes.BitsOf(score) <= _least)
            {
                return;
            }
        }

        _scores.Span[_count] = score;
        _positions.Span[_count++] = position;
    }

    /// <summary>
    /// Gets the selected positions, ascending; fewer than requested if fewer had a score other than 0.
    /// </summary>
    public ReadOnlySpan<long> Take()
    {
        if (_count > _wanted)
        {
            Shrink();
        }

        return _positions.Span[.._count];
    }

    public void Dispose()
    {
        _scores.Dispose();
        _positions.Dispose();
    }

    private void Shrink()
    {
        var scores = _scores.Span;
        var positions = _positions.Span;

        // Of the positions at the threshold, the latest go: the rank counts from the smallest, and those that stay are
        // taken from the front.
        int going = _count - _wanted;
        _least = SmallestMagnitudes.Threshold(scores[.._count], going, out int goingAtThreshold);
        int atThreshold = 0;
        for (int k = 0; k < _count; k++)
        {
            atThreshold += SmallestMagnitudes.BitsOf(scores[k]) == _least ? 1 : 0;
        }

        int stayingAtThreshold = atThreshold - goingAtThreshold;
        int next = 0;
        for (int k = 0; k < _count; k++)
        {
            uint bits = SmallestMagnitudes.BitsOf(scores[k]);
            if (bits > _least || (bits == _least && stayingAtThreshold-- > 0))
            {
                scores[next] = scores[k];
                positions[next++] = positions[k];
            }
        }

        _count = next;
    }
}
