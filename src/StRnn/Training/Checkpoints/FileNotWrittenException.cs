namespace StRnn.Training.Checkpoints;

/// <summary>
/// The exception that is thrown when a file of a run cannot be replaced; the old file, if any, is unchanged. The
/// message names the file.
/// </summary>
public sealed class FileNotWrittenException : StRnnException
{
    /// <summary>Creates the exception without a message.</summary>
    public FileNotWrittenException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: the file, and the cause.</param>
    public FileNotWrittenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: the file, and the cause.</param>
    /// <param name="innerException">The cause.</param>
    public FileNotWrittenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
