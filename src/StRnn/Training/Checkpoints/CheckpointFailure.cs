namespace StRnn.Training.Checkpoints;

/// <summary>The fault of a checkpoint, for programs that suggest a remedy to their users.</summary>
public enum CheckpointFailure
{
    /// <summary>Another cause, stated in the message.</summary>
    Other,

    /// <summary>The file is damaged or lacks a tensor: another checkpoint or a new run helps.</summary>
    Unusable,
}
