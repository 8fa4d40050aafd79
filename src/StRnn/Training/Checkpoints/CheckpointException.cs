namespace StRnn.Training.Checkpoints;

/// <summary>
/// A checkpoint cannot be read or does not fit the model: the message names the file and what is wrong.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public CheckpointException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, and what is wrong.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The file, and what is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets what is wrong.</summary>
    public CheckpointFailure Cause { get; init; }
}
