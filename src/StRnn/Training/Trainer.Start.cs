using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <content>How a training starts.</content>
public sealed partial class Trainer
{
    private int _isRunning;

    /// <inheritdoc cref="TrainingStep.Initialize"/>
    public void Initialize(double sparseRangeScale = 1) => _step.Initialize(sparseRangeScale);

    /// <inheritdoc cref="TrainingStep.StartFrom"/>
    public void StartFrom(string checkpoint) => _step.StartFrom(checkpoint);

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume() => _checkpoints.Resume();

    /// <summary>Marks the run as in progress.</summary>
    /// <exception cref="InvalidOperationException">It is already.</exception>
    private void Enter()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            throw new InvalidOperationException(
                "The trainer is running already: a run is one thread's. Two runs at once take a trainer, a model and a "
                + "backend each.");
        }
    }

    private void Leave() => Volatile.Write(ref _isRunning, 0);
}
