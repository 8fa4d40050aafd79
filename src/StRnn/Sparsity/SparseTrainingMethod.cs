using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;

namespace StRnn.Sparsity;

/// <summary>
/// A way of sparse training, as a composition: how connections are initialised, which are pruned, which regrow, how they are shared
/// out between tensors, how many change, and when. A method of the literature is a choice of parts, not a class of its own.
/// </summary>
/// <param name="Name">The name in configurations and reports.</param>
/// <param name="Initializer">How many connections each tensor starts with; null for a dense model.</param>
/// <param name="Topology">How connections change; null for a fixed pattern.</param>
public sealed record SparseTrainingMethod(string Name, ISparseInitializer? Initializer, TopologyRule? Topology)
{
    /// <summary>Whether weights have a pattern at all.</summary>
    public bool IsSparse => Initializer is not null;

    /// <summary>Dense training, the baseline.</summary>
    public static SparseTrainingMethod Dense { get; } = new("dense", null, null);

    /// <summary>A pattern drawn once and never changed.</summary>
    /// <param name="initializer">How many connections each tensor has.</param>
    public static SparseTrainingMethod Static(ISparseInitializer initializer) => new("static", initializer, null);

    /// <summary>ST-RNN (Liu et al. 2021): magnitude pruning and random regrowth once per epoch, at a cosine-decayed rate.</summary>
    /// <param name="initializer">How many connections each tensor has.</param>
    /// <param name="initialPruningRate">p_0.</param>
    /// <param name="survivors">What happens to a connection that is pruned and drawn again in one update.</param>
    public static SparseTrainingMethod SparseTopology(
        ISparseInitializer initializer,
        double initialPruningRate,
        SurvivorPolicy survivors = SurvivorPolicy.KeepsValue)
        => new(
            "st",
            initializer,
            new TopologyRule(
                new MagnitudePruning(),
                new RandomRegrowth(),
                new NoRedistribution(),
                new CosinePruningRate(initialPruningRate),
                UpdateInterval.EveryEpoch,
                survivors));
}
