namespace StRnn;

/// <summary>
/// The base of the exceptions that the libraries throw of their own: something outside the program is not as it should
/// be, such as data, files, a device or a run's folder. The message says in one line what is wrong, where, and what to
/// do. A mistake of the program itself, such as an argument out of its range, is an exception of .NET.
/// </summary>
public abstract class StRnnException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    protected StRnnException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: what is wrong, where, and what to do.</param>
    protected StRnnException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: what is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    protected StRnnException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
