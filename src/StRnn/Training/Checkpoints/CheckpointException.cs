namespace StRnn.Training.Checkpoints;

/// <summary>
/// The exception that is thrown when a checkpoint cannot be read or does not fit the model; the message names the file
/// and the fault.
/// </summary>
public sealed class CheckpointException : StRnnException
{
    /// <summary>Creates the exception without a message.</summary>
    public CheckpointException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: the file, and the fault.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: the file, and the fault.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the fault.</summary>
    public CheckpointFailure Cause { get; init; }
}

/// <summary>The fault of a checkpoint, for programs that suggest a remedy to their users.</summary>
public enum CheckpointFailure
{
    /// <summary>Another cause, stated in the message.</summary>
    Other,

    /// <summary>The file is damaged or lacks a tensor: another checkpoint or a new run helps.</summary>
    Unusable,

    /// <summary>The file is whole, but another program's: it has to be converted.</summary>
    Foreign,
}
