namespace StRnn.Sparsity.Schedules;

/// <summary>
/// The interval between topology updates: one epoch, as in the paper, or a number of training steps.
/// </summary>
/// <param name="Steps">The number of steps; 0 for one epoch.</param>
/// <param name="Stretches">
/// True to double the interval after a quarter, a half and three quarters of the run. Source: the published program of
/// DSR (Mostafa and Wang 2019).
/// </param>
public readonly record struct UpdateInterval(int Steps, bool Stretches = false)
{
    private const int Quarters = 4;

    /// <summary>
    /// Gets the interval of one epoch, with updates after the validation pass (Liu et al. 2021, section 5.1.1).
    /// </summary>
    public static UpdateInterval EveryEpoch => new(0);

    /// <summary>Gets a value indicating whether an update is due after every epoch.</summary>
    public bool IsDueAfterEpoch => Steps == 0;

    /// <summary>Determines whether an update is due after a step.</summary>
    /// <param name="step">The number of training steps done.</param>
    /// <param name="totalSteps">The number of training steps of the whole run.</param>
    /// <returns>True if an update is due.</returns>
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
