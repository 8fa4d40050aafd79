namespace StRnn.Sparsity.Schedules;

/// <summary>When topology updates happen: at the end of every epoch (the paper), or every so many optimiser steps.</summary>
/// <param name="Steps">The number of steps; 0 for once per epoch.</param>
/// <param name="Stretches">
/// Whether the interval doubles after a quarter, a half and three quarters of the run. Source: the published program of DSR (Mostafa and Wang 2019).
/// </param>
public readonly record struct UpdateInterval(int Steps, bool Stretches = false)
{
    private const int Quarters = 4;

    /// <summary>Once per epoch, after the validation pass (Liu et al. 2021, section 5.1.1).</summary>
    public static UpdateInterval EveryEpoch => new(0);

    /// <summary>Whether an update is due after an epoch.</summary>
    public bool IsDueAfterEpoch => Steps == 0;

    /// <summary>Whether an update is due after a step.</summary>
    /// <param name="step">Optimiser steps done.</param>
    /// <param name="totalSteps">Optimiser steps of the whole run.</param>
    public bool IsDueAfterStep(long step, long totalSteps)
    {
        if (Steps == 0)
        {
            return false;
        }

        int doublings = Stretches && totalSteps > 0 ? (int)Math.Min(Quarters - 1, Quarters * step / totalSteps) : 0;
        return step % ((long)Steps << doublings) == 0;
    }
}
