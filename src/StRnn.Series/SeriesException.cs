namespace StRnn.Series;

/// <summary>
/// The exception thrown when a series cannot be read or used. The message says in one line what is wrong, where, and
/// what to do.
/// </summary>
public sealed class SeriesException : StRnnException
{
    /// <summary>Initializes a new instance of the <see cref="SeriesException"/> class without a message.</summary>
    public SeriesException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="SeriesException"/> class with a message.</summary>
    /// <param name="message">The message: what is wrong, where, and what to do.</param>
    public SeriesException(string message)
        : base(message)
    {
    }

    /// <summary>
    /// Initializes a new instance of the <see cref="SeriesException"/> class with a message and a cause.
    /// </summary>
    /// <param name="message">The message: what is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public SeriesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
