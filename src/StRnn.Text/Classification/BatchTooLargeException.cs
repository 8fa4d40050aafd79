namespace StRnn.Text.Classification;

/// <summary>A batch of texts is more than one step can hold: fewer texts, or fewer words of each, help.</summary>
public sealed class BatchTooLargeException : ArgumentException
{
    /// <summary>Creates the exception without a message.</summary>
    public BatchTooLargeException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The number of texts and of words, in a sentence.</param>
    public BatchTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The number of texts and of words, in a sentence.</param>
    /// <param name="innerException">The cause.</param>
    public BatchTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
