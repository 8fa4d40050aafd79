using StRnn.Backends;
using StRnn.Training.Checkpoints;
using StRnn.Training.Observers;

namespace StRnn.Training;

/// <content>What others see of a training, and may ask of it.</content>
public sealed partial class Trainer : ITrainingRun
{
    private readonly TrainingObservers _observers;
    private volatile bool _isStopRequested;

    /// <inheritdoc/>
    public TrainingProgress Progress => _step.Progress;

    /// <inheritdoc/>
    public long TotalSteps => _step.TotalSteps;

    /// <inheritdoc/>
    public long Nonzeros => _step.Account.SparseNnz;

    /// <inheritdoc/>
    public BackendInfo BackendInfo { get; }

    /// <summary>Gets the bytes of activation memory held between steps.</summary>
    public long ActivationLengthInBytes => _step.Tape.LengthInBytes;

    /// <summary>Adds an observer, which is told after those before it.</summary>
    /// <param name="observer">The observer.</param>
    public void Observe(ITrainingObserver observer)
        => _observers.Add(observer ?? throw new ArgumentNullException(nameof(observer)));

    /// <inheritdoc/>
    public void RequestStop() => _isStopRequested = true;
}
