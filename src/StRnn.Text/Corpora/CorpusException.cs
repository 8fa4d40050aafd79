namespace StRnn.Text.Corpora;

/// <summary>A corpus can't be read or used: the message says in one line what is wrong, where, and what to do.</summary>
public sealed class CorpusException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public CorpusException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public CorpusException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CorpusException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
