namespace StRnn.Backends.Selection;

/// <summary>
/// The exception that is thrown when no registered backend fits the request; the message has one line per provider with
/// its reason.
/// </summary>
public sealed class BackendUnavailableException : BackendException
{
    /// <summary>Creates the exception without a message.</summary>
    public BackendUnavailableException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: the request, then one line per provider.</param>
    public BackendUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: the request, then one line per provider.</param>
    /// <param name="innerException">The cause.</param>
    public BackendUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
