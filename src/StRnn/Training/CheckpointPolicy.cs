using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Training;

/// <summary>
/// The policy for saving a run: the last state at an interval of steps, after epochs and where the run stops; the best
/// after a validation; and as much as <see cref="RunPhase"/> allows when memory runs out.
/// </summary>
/// <param name="run">The run's folder; null to keep nothing.</param>
/// <param name="backend">The backend that holds the weights.</param>
/// <param name="task">The model, and state carried between steps.</param>
/// <param name="step">The run's step.</param>
/// <param name="learningRate">The learning rate's schedule.</param>
/// <param name="metrics">The metrics, which read the losses that a checkpoint's counters hold.</param>
/// <param name="every">
/// The number of steps between two checkpoints within an epoch; 0 to save only after epochs.
/// </param>
/// <param name="observers">Receive every file that was written.</param>
internal sealed class CheckpointPolicy(
    RunDirectory? run,
    IBackend backend,
    ITrainingTask task,
    TrainingStep step,
    ILearningRateSchedule learningRate,
    RunMetrics metrics,
    int every,
    TrainingObservers observers)
{
    private TrainingProgress Progress => step.Progress;

    private RunDirectory Run => run ?? throw new InvalidOperationException("A run without a folder cannot be resumed.");

    /// <summary>Requires a folder without a checkpoint, which a new training would overwrite.</summary>
    /// <exception cref="TrainingException">There is one.</exception>
    public void RequireNew()
    {
        if (run is { HasCheckpoint: true })
        {
            throw new TrainingException(
                $"'{run.Path}' holds a checkpoint of an earlier training, which a new one would overwrite: go on with it, "
                + "or take another folder.")
            {
                Cause = TrainingFailure.FolderTaken,
            };
        }
    }

    /// <summary>Saves within an epoch, if it is due.</summary>
    public void AfterStep()
    {
        if (every > 0 && Progress.Step % every == 0 && Progress.StepInEpoch < task.StepsPerEpoch)
        {
            SaveLast();
        }
    }

    /// <summary>
    /// Saves a validated epoch as the best one, if the model has its method's sparsity and no earlier epoch was better.
    /// </summary>
    /// <param name="validation">The validation.</param>
    public void AfterValidation(Evaluation validation)
    {
        if (step.Topology.IsSettled && validation.IsBetterThan(Progress.BestLoss, Progress.BestAccuracy))
        {
            Progress.BestLoss = validation.Loss;
            Progress.BestAccuracy = validation.Accuracy;
            Progress.BestEpoch = Progress.Epoch;
            Save(run?.BestCheckpointPath);
        }
    }

    /// <summary>Saves the current state, including the losses that are still on the device.</summary>
    public void SaveLast()
    {
        metrics.HoldLoss();
        Save(run?.LastCheckpointPath);
    }

    /// <summary>Restores the last state; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume()
    {
        var topology = step.Topology.State;
        step.Continue(Checkpoint.Load(
            Run.LastCheckpointPath,
            backend,
            task.Parameters,
            topology.StateNames,
            task.CarriedState,
            reader => topology.Restore(new TopologyStateReader(reader))));
        learningRate.Restore(Progress.LearningRate);
        step.Averaging?.Restore(Progress.Averaging);
        if (Progress.MetricsLines is { } lines)
        {
            Run.KeepMetrics(lines);
        }
        else
        {
            Run.CutMetrics(Progress.Step);
        }
    }

    /// <summary>Replaces the last weights by the best ones. From then on nothing is saved.</summary>
    /// <returns>
    /// <see langword="true"/> if there are best weights; <see langword="false"/> for a run without a folder.
    /// </returns>
    public bool RestoreBest()
    {
        step.Phase = RunPhase.Finishing;
        if (run is null || !File.Exists(run.BestCheckpointPath))
        {
            return false;
        }

        Checkpoint.LoadWeights(run.BestCheckpointPath, backend, task.Parameters);
        step.Recount();
        return true;
    }

    /// <summary>Saves as much as possible when memory ran out.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The error, with a sentence about what was saved.</returns>
    public BackendOutOfMemoryException AfterOutOfMemory(BackendOutOfMemoryException error)
    {
        string before = run is { HasCheckpoint: true } ? run.OlderCheckpointSentence : "Nothing was saved.";
        if (run is null || Progress.Step == 0 || step.Phase is not (RunPhase.Ready or RunPhase.Computing))
        {
            return new BackendOutOfMemoryException($"{error.Message} {before}", error);
        }

        try
        {
            if (step.Phase == RunPhase.Computing)
            {
                // A resumed run repeats the step that failed.
                step.UndoComputing();
            }

            SaveLast();
            return new BackendOutOfMemoryException(
                $"{error.Message} The state after step {Progress.Step} was saved in '{run.LastCheckpointPath}'.", error)
            {
                SavedState = run.LastCheckpointPath,
            };
        }
        catch (Exception second) when (second is BackendException or TrainingException or FileNotWrittenException)
        {
            return new BackendOutOfMemoryException(
                $"{error.Message} It could not be saved: {second.Message} {before}", error);
        }
    }

    private void Save(string? path)
    {
        if (path is null)
        {
            return;
        }

        Progress.LearningRate = new SortedDictionary<string, double>(
            learningRate.State.ToDictionary(), StringComparer.Ordinal);
        Progress.Averaging = step.Averaging?.State;
        var topology = step.Topology.State;
        var entries = new TopologyStateWriter(backend);
        topology.Save(entries);
        Checkpoint.Save(path, task.Parameters, topology.StateNames, task.CarriedState, Progress, entries.Written);
        observers.Checkpoint(path);
    }
}
