namespace StRnn.Text.Corpora;

/// <summary>
/// The exception thrown when a corpus cannot be read or used. The message says in one line what is wrong, where, and
/// what to do.
/// </summary>
public sealed class CorpusException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="CorpusException"/> class without a message.</summary>
    public CorpusException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CorpusException"/> class with a message.</summary>
    /// <param name="message">The message: what is wrong, where, and what to do.</param>
    public CorpusException(string message)
        : base(message)
    {
    }

    /// <summary>
    /// Initializes a new instance of the <see cref="CorpusException"/> class with a message and a cause.
    /// </summary>
    /// <param name="message">The message: what is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CorpusException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
