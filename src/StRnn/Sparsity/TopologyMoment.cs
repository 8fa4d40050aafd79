namespace StRnn.Sparsity;

/// <summary>When in a run an update happens.</summary>
/// <param name="Rate">p, the pruning rate of the schedule, in [0, 1].</param>
/// <param name="Step">Optimiser steps done, t.</param>
/// <param name="TotalSteps">Optimiser steps of the whole run, T.</param>
/// <param name="UpdateNumber">The number of the update in the run, from 0: the random counter.</param>
/// <param name="Memory">Numbers that a rule remembers from update to update; checkpoints hold them.</param>
public sealed record TopologyMoment(
    double Rate, long Step, long TotalSteps, uint UpdateNumber, IDictionary<string, double> Memory);
