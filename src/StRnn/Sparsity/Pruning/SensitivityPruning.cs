using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// A pruning rule that removes the connections of smallest |g*w|, whose removal changes the loss least, to first order.
/// Among those where it is 0, such as words that the batch does not contain, the smallest |w| go. Source: SNIP, Lee et
/// al. 2019, equation 6.
/// </summary>
public sealed class SensitivityPruning : IPruningRule
{
    /// <inheritdoc/>
    public string Name => "sensitivity";

    /// <inheritdoc/>
    public PruningNeeds Needs => PruningNeeds.Gradient;

    /// <inheritdoc/>
    public void Mark(PruningCandidates connections, int count, Span<bool> pruned)
    {
        using var sensitivity = new HostScratch<float>(pruned.Length);
        var products = sensitivity.Span;
        for (int k = 0; k < products.Length; k++)
        {
            products[k] = connections.Values[k] * connections.Gradient[k];
        }

        int zeros = products.Count(0f);
        if (count > zeros)
        {
            SmallestMagnitudes.Mark(products, count, pruned);
            return;
        }

        // Connections with a score other than 0 stay, however small their weights.
        for (int k = 0; k < products.Length; k++)
        {
            products[k] = products[k] == 0 ? connections.Values[k] : float.PositiveInfinity;
        }

        SmallestMagnitudes.Mark(products, count, pruned);
    }
}
