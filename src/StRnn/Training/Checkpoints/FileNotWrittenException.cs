namespace StRnn.Training.Checkpoints;

/// <summary>
/// A file of a run cannot be replaced; the version before it, if any, is untouched. The message names the file.
/// </summary>
public sealed class FileNotWrittenException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public FileNotWrittenException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, and what happened.</param>
    public FileNotWrittenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The file, and what happened.</param>
    /// <param name="innerException">The cause.</param>
    public FileNotWrittenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
