namespace StRnn.Autograd;

/// <summary>What a forward pass needs to know about the step it belongs to.</summary>
/// <param name="IsTraining">Whether dropout applies and gradients are wanted.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The global optimiser step: the random counter of dropout masks.</param>
/// <param name="KeepsFactors">Whether <see cref="Tape.Factors"/> are wanted, for a rule that looks at gradients where there is no connection.</param>
public readonly record struct StepContext(bool IsTraining, ulong Seed, uint Step, bool KeepsFactors = false)
{
    /// <summary>A pass without dropout and without gradients.</summary>
    public static StepContext Evaluation => default;
}
