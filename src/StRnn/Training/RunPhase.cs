namespace StRnn.Training;

/// <summary>The state of a run's weights, which decides what may be saved when the run cannot continue.</summary>
public enum RunPhase
{
    /// <summary>Between two steps: weights, optimiser state and counters are consistent.</summary>
    Ready,

    /// <summary>Within a step: the weights are still those of the previous step, but the loss sum is not.</summary>
    Computing,

    /// <summary>Within the optimiser's step: some weights are a step ahead of others.</summary>
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
