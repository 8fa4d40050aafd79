namespace StRnn.Backends;

/// <summary>A backend failed: the message names the operation, the device and the native status.</summary>
public class BackendException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public BackendException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, and where.</param>
    public BackendException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What failed, and where.</param>
    /// <param name="innerException">The cause.</param>
    public BackendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets why it failed.</summary>
    public BackendFailure Cause { get; init; }
}
