using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// The rule by which connections change during training: a composition of parts that a user can replace one by one.
/// </summary>
/// <param name="Pruning">The choice of the connections to remove.</param>
/// <param name="Regrowth">The choice of the connections to add.</param>
/// <param name="Redistribution">The number of connections of each group after the update.</param>
/// <param name="Rate">The share of connections that an update changes.</param>
/// <param name="Interval">The interval of updates.</param>
/// <param name="Survivors">The policy for connections that are pruned and drawn again in one update.</param>
public sealed record TopologyRule(
    IPruningRule Pruning,
    IRegrowthRule Regrowth,
    IRedistributionRule Redistribution,
    IPruningRateSchedule Rate,
    UpdateInterval Interval,
    SurvivorPolicy Survivors)
{
    /// <summary>Gets the number of connections to remove from each group; by default ceil(p * nnz).</summary>
    public IPruningAmount Amount { get; init; } = new ShareOfConnections();

    /// <summary>Gets the initial value of a regrown connection.</summary>
    public NewConnectionValue NewValue { get; init; } = NewConnectionValue.Zero;

    /// <summary>
    /// Gets a value indicating whether an update resets all optimiser state, that of dense weights and biases included,
    /// and the step count of Adam's bias correction: as in the Keras program of SET, which rebuilds its optimiser.
    /// </summary>
    public bool ResetsOptimizer { get; init; }

    /// <summary>
    /// Gets the rule for the final number of connections of a dense-to-sparse method; null for methods that are sparse
    /// from the start. Weights that are still dense take part in updates, with a connection at every position, and no
    /// model counts as the best of a run before it is that sparse.
    /// </summary>
    public ISparseInitializer? Final { get; init; }

    /// <summary>Gets the end of a dense-to-sparse method, as a share of the run.</summary>
    public double FinalAt { get; init; }

    /// <summary>Gets a value indicating whether weights that are still dense take part.</summary>
    public bool TakesDense => Final is not null;

    /// <summary>Gets a value indicating whether the update replaces the optimiser step, as in RigL.</summary>
    public bool ReplacesStep { get; init; }

    /// <summary>
    /// Gets a value indicating whether the weights at the previous update are kept with the connections.
    /// </summary>
    public bool KeepsPrevious => Pruning.Needs.HasFlag(PruningNeeds.Previous);

    /// <summary>
    /// Gets a value indicating whether an update looks at the gradient of its step, which must not have been
    /// overwritten.
    /// </summary>
    public bool LooksAtGradient
        => Pruning.Needs.HasFlag(PruningNeeds.Gradient) || GrowsByGradient;

    /// <summary>
    /// Gets a value indicating whether new connections follow the gradient of a step at positions without one.
    /// </summary>
    public bool GrowsByGradient
        => (Regrowth.Needs & (RegrowthNeeds.DenseGradient | RegrowthNeeds.SampledGradient)) != 0;
}
