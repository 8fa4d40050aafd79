using Microsoft.Extensions.Logging;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Training;

/// <summary>Ways to follow a <see cref="Trainer"/>, and to run it beside the caller.</summary>
public static class TrainerExtensions
{
    /// <summary>Reports every line of metrics to a progress, such as that of a user interface.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="progress">The progress.</param>
    public static void Observe(this Trainer trainer, IProgress<MetricsEvent> progress)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(progress);
        trainer.Observe(new MetricsObserver(progress.Report));
    }

    /// <summary>Writes the training to a log; see <see cref="TrainingLogger"/>.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="logger">The log.</param>
    public static void LogTo(this Trainer trainer, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        trainer.Observe(new TrainingLogger(logger));
    }

    /// <summary>Trains on a thread of its own; see <see cref="Trainer.Run"/>.</summary>
    /// <param name="trainer">The trainer, which nothing else may use meanwhile.</param>
    /// <param name="cancellation">
    /// Stops the run: the task then ends with <see cref="TrainingOutcome.Interrupted"/>, and does not throw.
    /// </param>
    /// <returns>The outcome.</returns>
    public static Task<TrainingOutcome> RunAsync(this Trainer trainer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return Task.Factory.StartNew(
            () => trainer.Run(cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
