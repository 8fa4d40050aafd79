namespace StRnn.Training;

/// <summary>The amount of data in one training step.</summary>
/// <param name="Targets">The number of losses that were summed; the gradient is that of their mean.</param>
/// <param name="Tokens">
/// The number of time steps computed, over all streams; padding counts where it is computed.
/// </param>
public readonly record struct StepCount(int Targets, int Tokens);
