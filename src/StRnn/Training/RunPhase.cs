namespace StRnn.Training;

/// <summary>
/// What the weights of a run are at the moment, and so what may be saved of them where it cannot go on.
/// </summary>
public enum RunPhase
{
    /// <summary>Between two steps: weights, optimiser state and counters are those of whole steps.</summary>
    Ready,

    /// <summary>In a step: the weights are still those of the step before, the loss sum is no longer.</summary>
    Computing,

    /// <summary>The optimiser is at work: some weights are a step ahead of others.</summary>
    Updating,

    /// <summary>
    /// A topology update was decided by a gradient that no checkpoint holds, and waits for the epoch's validation.
    /// </summary>
    UpdateHeld,

    /// <summary>Training is done: the weights may be the best ones in place of the last ones.</summary>
    Finishing,

    /// <summary>
    /// A topology update found no room for a weight, neither for the new nor for the old one: the model is not whole.
    /// </summary>
    Broken,
}
