using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <content>How a training starts.</content>
public sealed partial class Trainer
{
    /// <inheritdoc cref="TrainingStep.Initialize"/>
    /// <exception cref="TrainingException">The run's folder holds a checkpoint of an earlier training.</exception>
    public void Initialize(double sparseRangeScale = 1)
    {
        _checkpoints.RequireNew();
        _step.Initialize(sparseRangeScale);
    }

    /// <inheritdoc cref="TrainingStep.StartFrom"/>
    /// <exception cref="TrainingException">The run's folder holds a checkpoint of an earlier training.</exception>
    public void StartFrom(string checkpoint)
    {
        _checkpoints.RequireNew();
        _step.StartFrom(checkpoint);
    }

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume() => _checkpoints.Resume();
}
