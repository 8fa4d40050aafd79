using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning rule that removes the smallest positive and the largest (closest to zero) negative weights, in proportion
/// to the number of weights of each sign; a weight of exactly 0 counts as positive. Source: SET, Mocanu et al. 2018,
/// algorithm 1.
/// </summary>
public sealed class SetPruning : IPruningRule
{
    private readonly bool _takesLargestNegatives;

    /// <summary>Initializes a new instance of the <see cref="SetPruning"/> class, the published rule.</summary>
    public SetPruning()
    {
    }

    private SetPruning(bool takesLargestNegatives) => _takesLargestNegatives = takesLargestNegatives;

    /// <summary>
    /// Gets the rule of the authors' public PyTorch program, for reproduction only: it removes the negative weights of
    /// largest magnitude, and half of the connections from each sign.
    /// </summary>
    public static SetPruning Faulty { get; } = new(takesLargestNegatives: true);

    /// <inheritdoc/>
    public string Name => _takesLargestNegatives ? "set-faulty" : "set";

    /// <inheritdoc/>
    public void Mark(PruningCandidates connections, int count, Span<bool> pruned)
    {
        var values = connections.Values;
        int negatives = 0;
        foreach (float value in values)
        {
            negatives += value < 0 ? 1 : 0;
        }

        double wanted = _takesLargestNegatives ? count / 2.0 : (double)count * negatives / Math.Max(1, values.Length);

        // A sign may have fewer connections than its part.
        int fromNegatives = Math.Clamp((int)wanted, count - (values.Length - negatives), negatives);
        pruned.Clear();
        MarkSign(values, negatives, isNegative: true, fromNegatives, _takesLargestNegatives, pruned);
        MarkSign(values, values.Length - negatives, isNegative: false, count - fromNegatives, largest: false, pruned);
    }

    private static void MarkSign(
        ReadOnlySpan<float> values, int members, bool isNegative, int count, bool largest, Span<bool> pruned)
    {
        using var gathered = new HostScratch<float>(members);
        using var marked = new HostScratch<bool>(members);
        int next = 0;
        foreach (float value in values)
        {
            if (value < 0 == isNegative)
            {
                gathered.Span[next++] = value;
            }
        }

        // Marks the largest as those left over by the smallest.
        SmallestMagnitudes.Mark(gathered.Span, largest ? members - count : count, marked.Span);
        next = 0;
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k] < 0 == isNegative)
            {
                pruned[k] = marked.Span[next++] != largest;
            }
        }
    }
}
