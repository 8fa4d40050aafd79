using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Runs;

/// <summary>An evaluation, and of what.</summary>
/// <param name="Data">The data.</param>
/// <param name="Result">The figures.</param>
/// <param name="Progress">Where the run stood at the checkpoint.</param>
internal sealed record EvaluationReport(string Data, Evaluation Result, TrainingProgress Progress);
