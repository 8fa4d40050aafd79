using StRnn.Backends;
using StRnn.Training.Checkpoints;

namespace StRnn.Training.Observers;

/// <summary>A training as its observers see it.</summary>
public interface ITrainingRun
{
    /// <summary>Gets the progress, which changes as the training goes on.</summary>
    TrainingProgress Progress { get; }

    /// <summary>Gets the number of training steps of the whole run.</summary>
    long TotalSteps { get; }

    /// <summary>Gets the number of connections of all sparse tensors.</summary>
    long Nonzeros { get; }

    /// <summary>Gets the name, device and instruction set of the backend.</summary>
    BackendInfo BackendInfo { get; }

    /// <summary>
    /// Asks the training to save and return after the step in progress, or after the validation that follows it. Any
    /// thread may ask, also before the training has begun: it then returns without a step.
    /// </summary>
    void RequestStop();
}
