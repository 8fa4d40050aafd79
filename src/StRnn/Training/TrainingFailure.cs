namespace StRnn.Training;

/// <summary>Why a run cannot go on, for a program that knows what its user may do about it.</summary>
public enum TrainingFailure
{
    /// <summary>What the message says.</summary>
    Other,

    /// <summary>A loss is no longer finite: a lower learning rate or a lower clip norm helps.</summary>
    LossNotFinite,

    /// <summary>The method looks at the momentum of an optimiser that keeps none.</summary>
    MomentumMissing,

    /// <summary>
    /// A dense-to-sparse method would come to its end after the last validation: more epochs, an earlier end or shorter
    /// intervals help.
    /// </summary>
    SparseTooLate,

    /// <summary>The run folder cannot be created.</summary>
    FolderNotCreated,

    /// <summary>A line cannot be appended to the metrics log.</summary>
    MetricsNotWritten,
}
