namespace StRnn.Experiments;

/// <summary>
/// Reports that a run, or what is asked of it, makes no sense: the message says what, the problem which kind.
/// </summary>
public sealed class RunException : StRnnException
{
    /// <summary>Initializes an exception without a message.</summary>
    public RunException()
    {
    }

    /// <summary>Initializes an exception with a message.</summary>
    /// <param name="message">The problem, in a sentence.</param>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes an exception with a message and its cause.</summary>
    /// <param name="message">The problem, in a sentence.</param>
    /// <param name="innerException">The cause.</param>
    public RunException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Initializes an exception of a kind.</summary>
    /// <param name="problem">The kind.</param>
    /// <param name="message">The problem, in a sentence.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public RunException(RunProblem problem, string message, Exception? innerException = null)
        : base(message, innerException)
        => Problem = problem;

    /// <summary>Gets the kind of problem, from which a program derives what its user can do.</summary>
    public RunProblem Problem { get; }
}
