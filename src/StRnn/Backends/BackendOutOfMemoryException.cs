namespace StRnn.Backends;

/// <summary>A device could not give the memory asked for.</summary>
public sealed class BackendOutOfMemoryException : BackendException
{
    /// <summary>Creates the exception without a message.</summary>
    public BackendOutOfMemoryException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How many bytes were asked for, and of whom.</param>
    public BackendOutOfMemoryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">How many bytes were asked for, and of whom.</param>
    /// <param name="innerException">The cause.</param>
    public BackendOutOfMemoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Gets the path of the checkpoint that a training run saved its state in when memory ran out; null where none was
    /// saved.
    /// </summary>
    public string? SavedState { get; init; }
}
