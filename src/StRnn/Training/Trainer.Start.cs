using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <content>How a training starts.</content>
public sealed partial class Trainer
{
    /// <inheritdoc cref="TrainingStep.Initialize"/>
    public void Initialize(double sparseRangeScale = 1) => _step.Initialize(sparseRangeScale);

    /// <inheritdoc cref="TrainingStep.StartFrom"/>
    public void StartFrom(string checkpoint) => _step.StartFrom(checkpoint);

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume() => _checkpoints.Resume();
}
