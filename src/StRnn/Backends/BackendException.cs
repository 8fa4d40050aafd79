namespace StRnn.Backends;

/// <summary>
/// The exception that is thrown when a backend fails; the message names the operation, the device and the native
/// status.
/// </summary>
public class BackendException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public BackendException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: the operation that failed, and where.</param>
    public BackendException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: the operation that failed, and where.</param>
    /// <param name="innerException">The cause.</param>
    public BackendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the cause of the failure.</summary>
    public BackendFailure Cause { get; init; }
}
