using StRnn.Sparsity.Topology;

namespace StRnn.Training;

/// <summary>The result of a training step.</summary>
/// <param name="Count">The amount of data.</param>
/// <param name="Update">The topology update that replaced or followed the step; null for none.</param>
public readonly record struct StepResult(StepSize Count, TopologyUpdate? Update);
