namespace StRnn.Sparsity;

/// <summary>The place of a training step in its run.</summary>
/// <param name="Step">The number of training steps done before, those included that a topology update replaced.</param>
/// <param name="TotalSteps">The number of training steps of the whole run.</param>
/// <param name="LearningRate">η of the step.</param>
public readonly record struct StepMoment(long Step, long TotalSteps, double LearningRate);
