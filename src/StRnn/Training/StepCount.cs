namespace StRnn.Training;

/// <summary>What one training step worked through.</summary>
/// <param name="Targets">The losses that were summed; the gradient is that of their mean.</param>
/// <param name="Tokens">The time steps computed, over all streams; padding counts where it is computed.</param>
public readonly record struct StepCount(int Targets, int Tokens);
