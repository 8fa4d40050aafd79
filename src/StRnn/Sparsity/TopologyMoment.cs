namespace StRnn.Sparsity;

/// <summary>The time of an update in a run, and its rate.</summary>
/// <param name="Rate">p, the pruning rate of the schedule, in [0, 1].</param>
/// <param name="Step">
/// The number of training steps done, t, the one included that the update replaces or follows.
/// </param>
/// <param name="TotalSteps">The number of training steps of the whole run, T.</param>
/// <param name="UpdateNumber">The number of the update in the run, from 0: the random counter.</param>
/// <param name="MethodMemory">The numbers that a rule keeps from update to update and in checkpoints.</param>
public sealed record TopologyMoment(
    double Rate, long Step, long TotalSteps, uint UpdateNumber, IDictionary<string, double> MethodMemory);
