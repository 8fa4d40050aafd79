namespace StRnn.Training;

/// <summary>How far a step has come with the weights: what may be saved where it cannot be ended.</summary>
internal enum StepPhase
{
    /// <summary>The weights are those of the step before.</summary>
    Computing,

    /// <summary>Some are updated, some not yet.</summary>
    Updating,

    /// <summary>All are updated.</summary>
    Updated,
}
