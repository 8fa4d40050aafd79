namespace StRnn.Training;

/// <summary>The outcome of <see cref="Trainer.Run"/>.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs are done and the final splits evaluated.</summary>
    Completed,

    /// <summary>The step limit was reached and the state saved.</summary>
    StepLimit,

    /// <summary>The run was interrupted and the state saved.</summary>
    Interrupted,
}
