namespace StRnn.Sparsity.Schedules;

/// <summary>When topology updates happen: at the end of every epoch (the paper), or every so many optimiser steps.</summary>
/// <param name="Steps">The number of steps; 0 for once per epoch.</param>
public readonly record struct UpdateInterval(int Steps)
{
    /// <summary>Once per epoch, after the validation pass (Liu et al. 2021, section 5.1.1).</summary>
    public static UpdateInterval EveryEpoch => new(0);

    /// <summary>Whether an update is due after a step that does not end an epoch.</summary>
    /// <param name="step">Optimiser steps done.</param>
    public bool IsDueAfterStep(long step) => Steps > 0 && step % Steps == 0;

    /// <summary>Whether an update is due after an epoch.</summary>
    public bool IsDueAfterEpoch => Steps == 0;
}
