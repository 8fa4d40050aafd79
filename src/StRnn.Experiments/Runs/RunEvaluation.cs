using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Experiments.Runs;

/// <summary>Holds the evaluation of a run's model, and of what it is.</summary>
/// <param name="Data">The data's name.</param>
/// <param name="Result">The figures.</param>
/// <param name="Checkpoint">The path of the weights.</param>
/// <param name="Progress">Where the run stood at the checkpoint.</param>
/// <param name="HaveDataChanged">Whether the run's own data are no longer those it learnt from.</param>
public sealed record RunEvaluation(
    string Data, Evaluation Result, string Checkpoint, TrainingProgress Progress, bool HaveDataChanged);
