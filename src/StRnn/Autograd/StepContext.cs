namespace StRnn.Autograd;

/// <summary>The step that a forward pass belongs to.</summary>
/// <param name="IsTraining">A value indicating whether dropout applies and gradients are needed.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The number of training steps done before: the random counter of dropout masks.</param>
/// <param name="KeepsFactors">
/// A value indicating whether the tape keeps the factors of weight gradients, for a rule that looks at gradients where
/// there is no connection.
/// </param>
public readonly record struct StepContext(bool IsTraining, ulong Seed, uint Step, bool KeepsFactors = false)
{
    /// <summary>Gets the context of a pass without dropout and without gradients.</summary>
    public static StepContext Evaluation => default;
}
