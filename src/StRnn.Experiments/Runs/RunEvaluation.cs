using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>Holds the evaluation of a run's model, and of what it is.</summary>
/// <param name="Data">The data's name.</param>
/// <param name="Result">The figures.</param>
/// <param name="Checkpoint">The path of the weights.</param>
/// <param name="Progress">The progress of the run at the checkpoint.</param>
/// <param name="HaveDataChanged">True if the run's own data have changed since its training.</param>
public sealed record RunEvaluation(
    string Data, Evaluation Result, string Checkpoint, TrainingProgress Progress, bool HaveDataChanged);
