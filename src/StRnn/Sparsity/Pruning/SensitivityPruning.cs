using StRnn.Tensors;

namespace StRnn.Sparsity.Pruning;

/// <summary>
/// Removes the connections of smallest |g*w|: those whose removal changes the loss least, to first order.
/// Source: SNIP, Lee et al. 2019, equation 6.
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

        SmallestMagnitudes.Mark(products, count, pruned);
    }
}
