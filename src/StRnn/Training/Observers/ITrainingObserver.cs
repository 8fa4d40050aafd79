using StRnn.Sparsity.Topology;
using StRnn.Training.Metrics;

namespace StRnn.Training.Observers;

/// <summary>
/// Sees a training as it runs; every method has an empty default. Each is called on the training's thread, which waits
/// for it; an exception from it ends the training. <see cref="ITrainingRun.RequestStop"/> ends it in good order.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Called before the first step of this process.</summary>
    /// <param name="training">The training.</param>
    void OnStart(ITrainingRun training)
    {
    }

    /// <summary>Called after every training step. It reads nothing from the device: the loss comes in lines.</summary>
    /// <param name="training">The training.</param>
    /// <param name="step">The step.</param>
    void OnStep(ITrainingRun training, StepDone step)
    {
    }

    /// <summary>
    /// Called with every line of metrics: of steps, of an epoch, of an evaluation, of topology updates, and the
    /// summary.
    /// </summary>
    /// <param name="training">The training.</param>
    /// <param name="line">
    /// The line: a <see cref="StepMetrics"/>, <see cref="EpochMetrics"/>, <see cref="EvaluationMetrics"/>,
    /// <see cref="TopologyMetrics"/> or <see cref="RunSummary"/>.
    /// </param>
    void OnMetrics(ITrainingRun training, MetricsEvent line)
    {
    }

    /// <summary>Called after every topology update, also after those that a line reports together.</summary>
    /// <param name="training">The training.</param>
    /// <param name="update">The update.</param>
    void OnTopologyUpdate(ITrainingRun training, TopologyUpdate update)
    {
    }

    /// <summary>Called after a checkpoint was written.</summary>
    /// <param name="training">The training.</param>
    /// <param name="path">The file.</param>
    void OnCheckpoint(ITrainingRun training, string path)
    {
    }

    /// <summary>Called when this process is done with the training, but not after an exception.</summary>
    /// <param name="training">The training.</param>
    /// <param name="isCompleted">
    /// True if all epochs are done or patience has run out; false if it stopped earlier.
    /// </param>
    void OnEnd(ITrainingRun training, bool isCompleted)
    {
    }
}

/// <summary>A training step that was done.</summary>
/// <param name="Targets">The number of losses that were summed.</param>
/// <param name="Tokens">The number of time steps computed, over all streams.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Duration">
/// The time that the step took, its topology update included; where a device works on by itself, the time to hand it
/// the work.
/// </param>
public readonly record struct StepDone(int Targets, int Tokens, double LearningRate, TimeSpan Duration);
