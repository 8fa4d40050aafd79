namespace StRnn.Training;

/// <summary>The state of a run's weights, which decides what may be saved when the run cannot continue.</summary>
public enum RunPhase
{
    /// <summary>Between two steps: weights, optimiser state and counters are consistent.</summary>
    Ready,

    /// <summary>
    /// Within a step: the weights are still those of the previous step, but carried state and loss sum are not.
    /// </summary>
    Computing,

    /// <summary>
    /// Within the optimiser's step, and until it is counted: some weights are a step ahead of others or of the
    /// counters.
    /// </summary>
    Updating,

    /// <summary>
    /// A topology update is decided by a gradient that no checkpoint holds: it is being planned, or its plan waits for
    /// the epoch's validation.
    /// </summary>
    UpdateHeld,

    /// <summary>Training is done: the weights may be the best ones in place of the last ones.</summary>
    Finishing,

    /// <summary>
    /// A topology update found no room for a weight, neither for the new nor for the old one: the model is not whole.
    /// </summary>
    Broken,
}
