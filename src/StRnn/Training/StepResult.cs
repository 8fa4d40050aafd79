using StRnn.Sparsity.Topology;

namespace StRnn.Training;

/// <summary>What a training step did.</summary>
/// <param name="Count">What it worked through.</param>
/// <param name="Update">The topology update in its place or after it; null for none.</param>
public readonly record struct StepResult(StepCount Count, TopologyUpdate? Update);
