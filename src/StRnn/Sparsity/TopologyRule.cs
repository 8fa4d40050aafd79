using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;

namespace StRnn.Sparsity;

/// <summary>How connections change during training.</summary>
/// <param name="Pruning">Which connections go.</param>
/// <param name="Regrowth">Which come.</param>
/// <param name="Redistribution">How connections are shared out between tensors.</param>
/// <param name="Rate">Which share changes at an update.</param>
/// <param name="Interval">When updates happen.</param>
/// <param name="Survivors">What happens to a connection that is pruned and drawn again in one update.</param>
public sealed record TopologyRule(
    IPruningRule Pruning,
    IRegrowthRule Regrowth,
    IRedistributionRule Redistribution,
    IPruningRateSchedule Rate,
    UpdateInterval Interval,
    SurvivorPolicy Survivors);
