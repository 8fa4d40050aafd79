using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// Removes the connections of smallest |g*w|: those whose removal changes the loss least, to first order. Among those of 0, such as the words that the
/// batch does not have, the smallest |w| go. Source: SNIP, Lee et al. 2019, equation 6.
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

        // What has a score stays, however small its weight.
        for (int k = 0; k < products.Length; k++)
        {
            products[k] = products[k] == 0 ? connections.Values[k] : float.PositiveInfinity;
        }

        SmallestMagnitudes.Mark(products, count, pruned);
    }
}
