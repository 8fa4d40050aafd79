namespace StRnn.Experiments;

/// <summary>The kinds of problems that a <see cref="RunException"/> reports.</summary>
public enum RunProblem
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>The folder holds no run.</summary>
    NoRun,

    /// <summary>The folder holds a run already.</summary>
    FolderTaken,

    /// <summary>The run's <c>config.json</c> is missing or cannot be read.</summary>
    DamagedConfig,

    /// <summary>The run's vocabulary is missing or is not its model's.</summary>
    DamagedVocabulary,

    /// <summary>The run belongs to another task.</summary>
    OtherTask,

    /// <summary>The run has another configuration than the one asked for.</summary>
    OtherConfiguration,

    /// <summary>The data are no longer those the run began with.</summary>
    DataChanged,

    /// <summary>The data leave no texts for validation.</summary>
    NoValidationTexts,

    /// <summary>The split asked for has no texts.</summary>
    EmptySplit,

    /// <summary>The run has no checkpoint at all.</summary>
    NoCheckpoint,

    /// <summary>The run has a newest checkpoint, but its first epoch is not done.</summary>
    NoBestCheckpoint,

    /// <summary>The run came to its end already.</summary>
    Finished,

    /// <summary>No width gives a small dense model about as many weights as asked for.</summary>
    NoWidth,

    /// <summary>Settings of the run contradict each other.</summary>
    Contradiction,

    /// <summary>Only a dense model's hidden units can be extracted.</summary>
    SparseModel,
}
