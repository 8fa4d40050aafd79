using StRnn.Sparsity.Pruning;
using StRnn.Tensors;

namespace StRnn.Sparsity.Regrowth;

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
