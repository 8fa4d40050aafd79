namespace StRnn.Training.Checkpoints;

/// <summary>What is wrong with a checkpoint, for a program that knows what its user may do about it.</summary>
public enum CheckpointFailure
{
    /// <summary>What the message says.</summary>
    Other,

    /// <summary>The file is damaged or lacks a tensor: another checkpoint or a new run helps.</summary>
    Unusable,
}
