namespace StRnn.Text.Corpora;

/// <summary>
/// The exception thrown when a corpus cannot be read or used. The message says in one line what is wrong, where, and
/// what to do.
/// </summary>
public sealed class CorpusException : StRnnException
{
    private const int LongestQuote = 40;

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

    /// <summary>
    /// Puts the content of a file in single quotes for a message of one line: no control characters, and not too long.
    /// </summary>
    internal static string Quote(string content)
    {
        string start = content.Length > LongestQuote
            ? string.Concat(content.AsSpan(0, LongestQuote), "...")
            : content;
        return $"'{string.Concat(start.Select(c => char.IsControl(c) ? ' ' : c))}'";
    }
}
