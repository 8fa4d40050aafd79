using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <summary>The settings of a training run that belong neither to the model nor to the method.</summary>
public sealed record TrainingOptions
{
    /// <summary>Gets the number of epochs; schedules span it.</summary>
    public required int Epochs { get; init; }

    /// <summary>Gets the seed of every random stream.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Gets the number of epochs without a better one after which training stops (early stopping); 0 to train all
    /// epochs. Schedules are not shortened.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>Gets the number of steps between two reads of the loss.</summary>
    public int LogEvery { get; init; } = 100;

    /// <summary>
    /// Gets the number of steps between two checkpoints within an epoch; 0 to save only after epochs.
    /// </summary>
    public int CheckpointEvery { get; init; }

    /// <summary>
    /// Gets the number of steps in this process after which training saves and stops; 0 for no limit. Schedules are not
    /// shortened.
    /// </summary>
    public long MaxSteps { get; init; }

    /// <summary>Determines whether all epochs are done, or patience has run out.</summary>
    internal bool EndsWith(TrainingProgress progress) => progress.Epoch >= Epochs
        || (Patience > 0 && progress.BestEpoch > 0 && progress.Epoch - progress.BestEpoch >= Patience);
}
