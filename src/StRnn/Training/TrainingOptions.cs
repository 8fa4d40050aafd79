namespace StRnn.Training;

/// <summary>The numbers of a training run that are neither the model's nor the method's.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of epochs; schedules span it.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seed of every random stream.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Stop after so many epochs without a better one; 0 to train all epochs. Schedules are not shortened.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>Steps between two reads of the loss.</summary>
    public int LogEvery { get; init; } = 100;

    /// <summary>Steps between two checkpoints within an epoch; 0 for only after epochs.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>
    /// Stop, and save, after this many steps in this process; 0 for no limit. Schedules are not shortened.
    /// </summary>
    public long MaxSteps { get; init; }
}
