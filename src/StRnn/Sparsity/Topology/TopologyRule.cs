using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// How connections change during training: a composition of parts, each of which a user may replace by one of his own.
/// </summary>
/// <param name="Pruning">Which connections go.</param>
/// <param name="Regrowth">Which come.</param>
/// <param name="Redistribution">How many each group has afterwards.</param>
/// <param name="Rate">Which share changes at an update.</param>
/// <param name="Interval">When updates happen.</param>
/// <param name="Survivors">What happens to a connection that is pruned and drawn again in one update.</param>
public sealed record TopologyRule(
    IPruningRule Pruning,
    IRegrowthRule Regrowth,
    IRedistributionRule Redistribution,
    IPruningRateSchedule Rate,
    UpdateInterval Interval,
    SurvivorPolicy Survivors)
{
    /// <summary>How many connections of each group go; by default ceil(p * nnz).</summary>
    public IPruningAmount Amount { get; init; } = new ShareOfConnections();

    /// <summary>What a regrown connection begins with.</summary>
    public NewConnectionValue NewValue { get; init; } = NewConnectionValue.Zero;

    /// <summary>
    /// Whether all optimiser state, that of dense weights and biases too, begins at 0 again after an update, and with
    /// it the step that Adam corrects its bias by: as in the Keras program of SET, which rebuilds its optimiser.
    /// </summary>
    public bool ResetsOptimizer { get; init; }

    /// <summary>
    /// How many connections a dense-to-sparse method ends with: weights that are still dense take part, as all their
    /// positions being connections, and no model counts as the best of a run before it has as few. Null for methods
    /// that are sparse from the start.
    /// </summary>
    public ISparseInitializer? Final { get; init; }

    /// <summary>When a dense-to-sparse method has come to its end, as a share of the run.</summary>
    public double FinalAt { get; init; }

    /// <summary>Whether weights that are still dense take part.</summary>
    public bool TakesDense => Final is not null;

    /// <summary>Whether the update takes the place of the optimiser step, as in RigL.</summary>
    public bool ReplacesStep { get; init; }

    /// <summary>Whether weights of the update before are kept with the connections.</summary>
    public bool KeepsPrevious => Pruning.Needs.HasFlag(PruningNeeds.Previous);

    /// <summary>Whether an update looks at the gradient of its step, which must not have been overwritten.</summary>
    public bool LooksAtGradient
        => Regrowth.Needs.HasFlag(RegrowthNeeds.DenseGradient) || Pruning.Needs.HasFlag(PruningNeeds.Gradient);
}
