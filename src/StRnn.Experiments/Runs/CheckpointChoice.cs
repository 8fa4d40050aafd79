namespace StRnn.Experiments.Runs;

/// <summary>Says which of a run's checkpoints is meant.</summary>
public enum CheckpointChoice
{
    /// <summary>The best one, or the newest while the first epoch is not done.</summary>
    Any,

    /// <summary>The checkpoint of the best validation.</summary>
    Best,

    /// <summary>The newest checkpoint.</summary>
    Last,
}
