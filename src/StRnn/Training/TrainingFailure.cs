namespace StRnn.Training;

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
}
