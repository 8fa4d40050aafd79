namespace StRnn.Training;

/// <summary>
/// The exception that is thrown when a run cannot continue; the message says what happened, and where.
/// </summary>
public sealed class TrainingException : StRnnException
{
    /// <summary>Creates the exception without a message.</summary>
    public TrainingException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message: what happened, and where.</param>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The message: what happened, and where.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the cause.</summary>
    public TrainingFailure Cause { get; init; }

    /// <summary>
    /// Gets the message's last sentence, with the space before it, if it says what was saved of the run; empty
    /// otherwise.
    /// </summary>
    public string Kept { get; init; } = string.Empty;
}

/// <summary>The cause for which a run cannot continue, for programs that suggest a remedy to their users.</summary>
public enum TrainingFailure
{
    /// <summary>Another cause, stated in the message.</summary>
    Other,

    /// <summary>A loss is no longer finite: a lower learning rate or a lower clip norm helps.</summary>
    LossNotFinite,

    /// <summary>The method looks at the momentum of an optimiser that keeps none.</summary>
    MomentumMissing,

    /// <summary>
    /// A dense-to-sparse method would end after the last validation: more epochs, an earlier end or shorter intervals
    /// help.
    /// </summary>
    SparseTooLate,

    /// <summary>The run folder cannot be created.</summary>
    FolderNotCreated,

    /// <summary>A line cannot be appended to the metrics log.</summary>
    MetricsNotWritten,

    /// <summary>The run folder holds a checkpoint that a new training would overwrite.</summary>
    FolderTaken,
}
