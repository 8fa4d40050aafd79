namespace StRnn.Backends;

/// <summary>
/// The exception that is thrown when a backend fails; the message names the operation, the device and the native
/// status.
/// </summary>
public class BackendException : StRnnException
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

/// <summary>The cause of a backend failure, for programs that suggest a remedy to their users.</summary>
public enum BackendFailure
{
    /// <summary>Another cause, stated in the message.</summary>
    Other,

    /// <summary>A device's driver refused a call: a self-test, another driver or another device helps.</summary>
    DeviceCall,

    /// <summary>
    /// A kernel wants more registers or local memory than the device has, or it faulted: smaller work-groups help, too.
    /// </summary>
    KernelResources,
}
