namespace StRnn.Backends;

/// <summary>The exception that is thrown when a device cannot provide the requested memory.</summary>
public sealed class BackendOutOfMemoryException : BackendException
{
    /// <summary>Creates the exception without a message.</summary>
    public BackendOutOfMemoryException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: the number of bytes requested, and the device.</param>
    public BackendOutOfMemoryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: the number of bytes requested, and the device.</param>
    /// <param name="innerException">The cause.</param>
    public BackendOutOfMemoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Gets the path of the checkpoint in which a training run saved its state when memory ran out; null if none was
    /// saved.
    /// </summary>
    public string? SavedState { get; init; }
}
